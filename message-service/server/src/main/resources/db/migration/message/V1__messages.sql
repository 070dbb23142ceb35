-- Runs on MySQL 9 and MariaDB 11 alike. Ids are the bytes of their UTF-8 and are compared byte by byte: VARBINARY knows
-- no case, no accents, and no padding with spaces. Every table but two begins with the conversation, so that a
-- database can keep all of a conversation on one shard.

-- What these tables belong to: one row, written at the first start, never changed.
CREATE TABLE message_cluster (
  singleton  TINYINT     NOT NULL,
  cluster_id VARCHAR(32) NOT NULL COMMENT 'identity of the sequence service that the seqs come from',
  lane_count INT         NOT NULL,
  hash       VARCHAR(32) NOT NULL COMMENT 'function that puts a conversation into a lane',
  created_at BIGINT      NOT NULL COMMENT 'milliseconds since 1970-01-01 UTC, for people only',
  PRIMARY KEY (singleton),
  CONSTRAINT message_cluster_is_one_row CHECK (singleton = 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_bin;

-- The fence of each lane's one writer. All rows are written with the cluster's.
CREATE TABLE lane (
  lane_id INT    NOT NULL,
  epoch   BIGINT NOT NULL COMMENT 'raised by whoever takes the lane; every transaction compares it under a lock',
  PRIMARY KEY (lane_id)
) ENGINE = InnoDB;

-- The end of each conversation. Written by its lane alone.
CREATE TABLE conversation (
  conv_id      VARBINARY(256) NOT NULL,
  epoch        BIGINT         NOT NULL COMMENT 'identity of the log',
  head_seq     BIGINT         NOT NULL COMMENT 'seq of the last message; 0 if there is none',
  head_no      BIGINT         NOT NULL COMMENT 'number of counted messages',
  floor_seq    BIGINT         NOT NULL COMMENT 'messages up to here are removed; 0 if none',
  member_count INT            NOT NULL COMMENT 'those who have not left; counting them takes a scan of 100 000 rows',
  PRIMARY KEY (conv_id)
) ENGINE = InnoDB;

-- The log. Rows never change.
CREATE TABLE message (
  conv_id       VARBINARY(256) NOT NULL,
  seq           BIGINT         NOT NULL,
  prev_seq      BIGINT         NOT NULL COMMENT 'of the message before it; 0 for the first one',
  count_no      BIGINT         NOT NULL COMMENT 'counted messages up to this one, itself included',
  sender        VARBINARY(128) NOT NULL,
  client_msg_id VARBINARY(64)  NOT NULL,
  payload_hash  BINARY(32)     NOT NULL COMMENT 'tells a repeat from another message under the same id',
  server_msg_id BINARY(16)     NOT NULL COMMENT 'UUID of version 7',
  kind          TINYINT        NOT NULL COMMENT '0 chat, 1 notification',
  counted       BOOLEAN        NOT NULL COMMENT 'whether it counts as unread',
  body          MEDIUMBLOB     NOT NULL,
  body_bytes    INT            NOT NULL COMMENT 'so that a page finds its end without reading bodies',
  created_at    BIGINT         NOT NULL COMMENT 'milliseconds since 1970-01-01 UTC',
  PRIMARY KEY (conv_id, seq),
  UNIQUE KEY message_is_sent_once (conv_id, sender, client_msg_id),
  -- With `counted` at its end it answers "own counted messages above a seq" without the rows.
  KEY message_by_sender (conv_id, sender, seq, counted)
) ENGINE = InnoDB;

-- Who is in a conversation, or was. Joins and leaves are written by the lane, read pointers by anybody.
CREATE TABLE member (
  conv_id    VARBINARY(256) NOT NULL,
  user_id    VARBINARY(128) NOT NULL,
  joined_seq BIGINT         NOT NULL COMMENT 'the head then: the user sees what is above it',
  joined_no  BIGINT         NOT NULL COMMENT 'head_no then',
  left_seq   BIGINT         NULL     COMMENT 'the head then: the user sees what is up to it; null for a member',
  left_no    BIGINT         NULL     COMMENT 'head_no then; null for a member',
  read_seq   BIGINT         NOT NULL COMMENT 'everything up to here has been read; never goes back',
  read_no    BIGINT         NOT NULL COMMENT 'count_no of the last message up to read_seq',
  PRIMARY KEY (conv_id, user_id)
) ENGINE = InnoDB;

-- The way from a user to its conversations, those that it left included.
CREATE TABLE user_conversation (
  user_id     VARBINARY(128) NOT NULL,
  conv_id     VARBINARY(256) NOT NULL,
  last_change BIGINT         NOT NULL COMMENT 'last join or leave, milliseconds since 1970-01-01 UTC, for people only',
  PRIMARY KEY (user_id, conv_id)
) ENGINE = InnoDB;

-- Numbers the connections of each device.
CREATE TABLE device (
  user_id       VARBINARY(128) NOT NULL,
  device_id     VARBINARY(64)  NOT NULL,
  session_epoch BIGINT         NOT NULL COMMENT 'of the latest connection',
  PRIMARY KEY (user_id, device_id)
) ENGINE = InnoDB;
