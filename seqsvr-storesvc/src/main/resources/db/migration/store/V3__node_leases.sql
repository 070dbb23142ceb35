-- Runs on MySQL 9 and MariaDB 11 alike.

-- The leases of those who own sections, or owned them. FENCED is final. A row that is FENCED and that no
-- section names may be deleted at any time.
CREATE TABLE node_lease (
  incarnation  VARCHAR(32)  NOT NULL,
  node         VARCHAR(64)  NOT NULL COMMENT 'configured name of the node',
  address      VARCHAR(255) NOT NULL COMMENT 'where clients reach it',
  version      BIGINT       NOT NULL COMMENT 'raised by 1 at every change',
  state        VARCHAR(8)   NOT NULL COMMENT 'HELD or FENCED',
  lease_nanos  BIGINT       NOT NULL COMMENT 'length; as its holder made it',
  margin_nanos BIGINT       NOT NULL COMMENT 'what the holder gives up early and an observer waits longer',
  updated_at   BIGINT       NOT NULL COMMENT 'milliseconds since 1970-01-01 UTC, for people only',
  PRIMARY KEY (incarnation),
  CONSTRAINT node_lease_state CHECK (state IN ('HELD', 'FENCED'))
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin;

-- Owners of the version before had no row here, and a section goes to nobody while its owner has none.
-- They are over: an incarnation of that version ended with its process, every alloc node is stopped for
-- this upgrade, and one that still ran would be refused every acquire from now on. Uniqueness does not rest
-- on it; the epoch shuts such a process out as ever. Node, address and terms are of no use to anybody, but
-- well formed, so that readers need not know of these rows.
INSERT INTO node_lease (incarnation, node, address, version, state, lease_nanos, margin_nanos, updated_at)
  SELECT DISTINCT owner, 'before-leases', 'unknown:0', 1, 'FENCED', 1000000000, 100000000, UNIX_TIMESTAMP() * 1000
  FROM section WHERE owner <> '';
