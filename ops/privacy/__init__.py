"""Personal data: notices, access log, one person out or deleted, purge after the retention date."""
