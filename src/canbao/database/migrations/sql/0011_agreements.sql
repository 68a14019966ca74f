-- Recording the sharing agreement behind a feed at a place (gb38/4.10b): its channel, how long it holds, which fields are
-- shared, on what legal basis. The table stands in 0006_feeds, under row security by place and department.

SET ROLE canbao_owner;

-- Record an agreement of a feed at a place, for whoever may import it there. It is added, never changed: of several that
-- hold on a day the one that was recorded last counts. Returns its number.
CREATE FUNCTION registry.add_agreement(
    which text, of_place bigint, channel text, valid_from date, valid_until date, fields text[], legal_basis text[]
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, registry, pg_temp AS $$
DECLARE
    who bigint := access.require('feeds.import', of_place);
    made bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM registry.feed f WHERE f.feed = which
                   AND f.department = coalesce(access.department(), f.department)) THEN
        PERFORM access.deny('department');
    ELSIF cardinality(fields) = 0 OR cardinality(legal_basis) = 0 THEN
        RAISE invalid_parameter_value USING MESSAGE = 'canbao: an agreement names its fields and its legal basis';
    END IF;
    INSERT INTO registry.sharing_agreement (feed, place, channel, valid_from, valid_until, fields, legal_basis, recorded_by)
    VALUES (which, of_place, channel, valid_from, valid_until, fields, legal_basis, who)
    RETURNING agreement_id INTO made;
    PERFORM access.note('feeds.agreement', which || ' ' || of_place, NULL, '', 'done',
                        jsonb_build_object('agreement', made, 'channel', channel, 'from', valid_from, 'until', valid_until,
                                           'fields', fields, 'legal_basis', legal_basis), of_place);
    RETURN made;
END
$$;

-- Agreements are what two departments wrote to each other: nobody changes one, not even the owner unasked.
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.sharing_agreement
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

REVOKE ALL ON FUNCTION registry.add_agreement(text, bigint, text, date, date, text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry.add_agreement(text, bigint, text, date, date, text[], text[]) TO canbao_app;
