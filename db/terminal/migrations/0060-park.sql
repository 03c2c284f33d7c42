-- A basket that a cashier put aside under a name: still open, its seats are kept. A row counts while its basket is open.
CREATE TABLE parked_basket (
  basket_id TEXT PRIMARY KEY REFERENCES basket (basket_id),
  name TEXT NOT NULL,
  parked_at_ms INTEGER NOT NULL
) STRICT;
