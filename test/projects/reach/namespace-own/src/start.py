from gablet.till import open_till

open_till()
