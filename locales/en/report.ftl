# Reports: figures and pictures

error-charts-busy = Many pictures are being drawn right now. Tap Refresh in a moment.
