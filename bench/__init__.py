"""The budgets, measured as ratios against a control in the same run; no part of the program, and no test."""
