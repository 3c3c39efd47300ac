"""For teachers: how nbgrader makes the students' notebooks from these.

Copy this file into the folder of your course (see README.md).
"""
c = get_config()  # noqa: F821  (nbgrader defines it)

# Where an answer goes, the student finds three dots: Python runs them, and
# the check says "nothing yet".
c.ClearSolutions.code_stub = {"python": "..."}
