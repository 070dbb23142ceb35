-- Runs on MySQL 9 and MariaDB 11 alike. Rows of V1 stay as they are: they name no snapshot.

ALTER TABLE section
  MODIFY COLUMN base    BIGINT      NOT NULL COMMENT 'inclusive: a conversation that nobody remembers starts above it',
  MODIFY COLUMN max_seq BIGINT      NOT NULL COMMENT 'inclusive: no seq above it has left any process, but of hot counters',
  MODIFY COLUMN attempt VARCHAR(32) NOT NULL COMMENT 'acquire that made this row; empty after a reserve or a release',
  ADD COLUMN attempt_clean   TINYINT NOT NULL DEFAULT 0 COMMENT 'whether that acquire went on from a snapshot',
  ADD COLUMN snapshot_epoch  BIGINT  NOT NULL DEFAULT 0 COMMENT 'ownership whose snapshot stands for this row: epoch - 1; 0 if none does',
  ADD COLUMN snapshot_chunks INT     NOT NULL DEFAULT 0 COMMENT 'number of its chunks',
  ADD COLUMN snapshot_sum    BIGINT  NOT NULL DEFAULT 0 COMMENT 'checksum of its owners';

-- Conversations with a durable ceiling of their own. One at or below its section's base counts for
-- nothing, and is deleted when the base is raised.
CREATE TABLE hot_counter (
  section_id INT    NOT NULL,
  h          BIGINT NOT NULL COMMENT 'hash of the conversation, never 0',
  max_seq    BIGINT NOT NULL COMMENT 'inclusive: no seq of this conversation above it, and above the section''s, has left any process',
  PRIMARY KEY (section_id, h)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin;

-- Chunks of snapshots. They count once the section's row names them; none is ever changed.
CREATE TABLE section_snapshot (
  section_id INT        NOT NULL,
  epoch      BIGINT     NOT NULL COMMENT 'ownership whose counters these are',
  chunk      INT        NOT NULL COMMENT 'counts from 0',
  bytes      MEDIUMBLOB NOT NULL COMMENT '1 to 65536 bytes',
  PRIMARY KEY (section_id, epoch, chunk)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin;
