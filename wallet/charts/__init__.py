"""Pictures of what was spent, budgeted and held: figures, drawing, and a thread that draws."""
