"""Activities (kegiatan): work of a government that is no complaint, such as monitoring a month; and its reports."""
