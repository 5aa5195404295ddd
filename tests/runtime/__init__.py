"""The runtime under bad conditions: killed, disordered, pressed at random."""
