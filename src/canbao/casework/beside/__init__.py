"""The commands beside the enrolment decision, one module each: eligibility, retirement, conversion and others."""
