-- Whether an owner named the other hosts of a service: only then may they be in the operator's own network, where an owner allowed
-- the service itself to be there. Hosts that are there already count as named by somebody else: an owner puts the terms again.
ALTER TABLE gateway.service_terms ADD COLUMN hosts_by_owner boolean NOT NULL DEFAULT false;
