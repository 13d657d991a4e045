"""Reports: pure functions from a `GradeReport` to text. They know the model and nothing else."""
