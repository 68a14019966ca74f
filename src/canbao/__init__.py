"""canbao 参保: decide enrolment in China's resident medical insurance, each step with its clause."""

__version__ = "0.1.0"
