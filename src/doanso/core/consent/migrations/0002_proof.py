"""A consent is a proof: the database lets nobody delete it or change what was agreed, and a withdrawal is final."""

from django.db import migrations

KEEP = """
CREATE FUNCTION consent_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a consent is a proof and stays';
  END IF;
  IF (NEW.purpose_id, NEW.subject, NEW.given_at, NEW.evidence) IS DISTINCT FROM
     (OLD.purpose_id, OLD.subject, OLD.given_at, OLD.evidence) THEN
    RAISE EXCEPTION 'what was agreed does not change';
  END IF;
  IF OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at THEN
    RAISE EXCEPTION 'a withdrawal is final';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION consent_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'published words do not change: publish another version';
END $$;

CREATE TRIGGER consent_keep BEFORE UPDATE OR DELETE ON consent_consent FOR EACH ROW EXECUTE FUNCTION consent_keep();
CREATE TRIGGER consent_keep_words BEFORE UPDATE OR DELETE ON consent_purpose
  FOR EACH ROW EXECUTE FUNCTION consent_keep_words();
"""

DROP = """
DROP TRIGGER consent_keep_words ON consent_purpose;
DROP TRIGGER consent_keep ON consent_consent;
DROP FUNCTION consent_keep_words();
DROP FUNCTION consent_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, DROP)]
