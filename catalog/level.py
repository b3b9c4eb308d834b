"""The three levels of proficiency; 0 stands for nothing yet."""

LEVELS = {"beginner": 1, "intermediate": 2, "advanced": 3}
NAMES = {number: name for name, number in LEVELS.items()}
