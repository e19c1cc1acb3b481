-- What detectors noticed and how they were set is kept for so long only: auth-server removes it. Only orders wake whoever carries them out.

GRANT DELETE ON watch.security_event, watch.detector_setting TO carnet_auth;
CREATE INDEX security_event_resolved ON watch.security_event (resolved_at) WHERE resolved_at IS NOT NULL;
CREATE INDEX detector_setting_made ON watch.detector_setting (made_at);

DROP TRIGGER security_event_told ON watch.security_event;
CREATE TRIGGER security_event_told AFTER INSERT ON watch.security_event FOR EACH ROW
  WHEN (NEW.action = 'wanted') EXECUTE FUNCTION watch.tell();
