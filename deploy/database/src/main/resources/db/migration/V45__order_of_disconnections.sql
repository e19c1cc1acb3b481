-- Which passports were there when a connection ended at the gateway is said by one clock, that of
-- the database: those of the two services may be minutes apart. What is kept from before has none,
-- and goes by what the services said.
ALTER TABLE auth.passport ADD COLUMN kept_at timestamptz;
ALTER TABLE auth.passport ALTER COLUMN kept_at SET DEFAULT clock_timestamp();
ALTER TABLE gateway.disconnection ADD COLUMN kept_at timestamptz;
ALTER TABLE gateway.disconnection ALTER COLUMN kept_at SET DEFAULT clock_timestamp();
