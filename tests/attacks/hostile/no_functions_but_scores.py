# expect: error
# score: 0
"""Defines what graders that import a submission might read."""

score = max_score = points = grade = 20
passed = True


def pytest_runtest_makereport(item, call):
    call.excinfo = None


def test_passes():
    assert True
