-- Ids are compared byte by byte: ascii_bin. Runs on MySQL 9 and MariaDB 11 alike.

-- What this cluster is: one row, written at the first start, never changed.
CREATE TABLE cluster (
  singleton     TINYINT     NOT NULL,
  id            VARCHAR(32) NOT NULL,
  section_count INT         NOT NULL,
  hash          VARCHAR(32) NOT NULL,
  created_at    BIGINT      NOT NULL COMMENT 'milliseconds since 1970-01-01 UTC, for people only',
  PRIMARY KEY (singleton),
  CONSTRAINT cluster_is_one_row CHECK (singleton = 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin;

-- The durable ceiling of every section. All rows are written with the cluster's.
CREATE TABLE section (
  section_id INT         NOT NULL,
  epoch      BIGINT      NOT NULL COMMENT 'raised by 1 at every acquire and release',
  owner      VARCHAR(32) NOT NULL COMMENT 'incarnation; empty if nobody owns it',
  base       BIGINT      NOT NULL COMMENT 'inclusive bound of what earlier owners can have handed out',
  max_seq    BIGINT      NOT NULL COMMENT 'inclusive: no seq above it has left any process',
  attempt    VARCHAR(32) NOT NULL COMMENT 'acquire that made this ownership; empty if nobody owns it',
  PRIMARY KEY (section_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin;
