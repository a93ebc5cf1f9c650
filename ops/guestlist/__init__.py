"""Guest lists in and out: spreadsheets read by meaning, compared, accepted, undone, exported."""
