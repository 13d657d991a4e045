"""Tests of random samples with an exact null, a stated error rate and words for the student."""
