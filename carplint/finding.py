"""Where own rules have been told to import `Finding` from; it lives in carplint.text.finding."""

from carplint.text.finding import SEVERITIES, Edit, Finding, Fix, Related

__all__ = ["SEVERITIES", "Edit", "Finding", "Fix", "Related"]
