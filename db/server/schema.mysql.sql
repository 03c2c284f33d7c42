-- The server's schema on MariaDB, made by the migrations. Written by db/server/write-schema.ts.
CREATE TABLE `admission` (
  `ticket_terminal` int(11) NOT NULL,
  `ticket_seq` int(11) NOT NULL,
  `ticket_line` int(11) NOT NULL,
  `screening_id` int(11) NOT NULL,
  `seat_id` int(11) NOT NULL,
  `gate` int(11) NOT NULL,
  `gate_seq` int(11) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`ticket_terminal`,`ticket_seq`,`ticket_line`),
  KEY `ix_admission_screening` (`screening_id`),
  KEY `fk_admission_terminal` (`gate`),
  CONSTRAINT `fk_admission_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_admission_terminal` FOREIGN KEY (`gate`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `booking` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `order_key` varchar(20) NOT NULL,
  `user_id` int(11) DEFAULT NULL,
  `screening_id` int(11) DEFAULT NULL,
  `user_type` varchar(12) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `total_minor` int(11) NOT NULL,
  `sold_at_ms` bigint(20) NOT NULL,
  `recorded_at_ms` bigint(20) NOT NULL,
  `state` varchar(12) NOT NULL,
  `pick_up_code` varchar(12) DEFAULT NULL,
  `picked_up_at_ms` bigint(20) DEFAULT NULL,
  `staff_id` bigint(20) DEFAULT NULL,
  `shift_seq` bigint(20) DEFAULT NULL,
  `approved_by` bigint(20) DEFAULT NULL,
  `member_number` varchar(20) DEFAULT NULL,
  PRIMARY KEY (`terminal_id`,`seq`),
  UNIQUE KEY `ux_booking_order_key` (`order_key`),
  UNIQUE KEY `ux_booking_pick_up_code` (`pick_up_code`),
  KEY `ix_booking_screening` (`screening_id`),
  KEY `ix_booking_user` (`user_id`),
  KEY `ix_booking_user_time` (`user_id`,`sold_at_ms`),
  KEY `ix_booking_shift` (`terminal_id`,`shift_seq`),
  KEY `ix_booking_sold` (`sold_at_ms`),
  CONSTRAINT `fk_booking_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_booking_user` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `booking_item` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `item_id` bigint(20) NOT NULL,
  `name` varchar(60) NOT NULL,
  `quantity` int(11) NOT NULL,
  `price_minor` int(11) NOT NULL,
  `tax_minor` int(11) NOT NULL,
  `valid` tinyint(4) NOT NULL,
  `ended_as` varchar(12) DEFAULT NULL,
  PRIMARY KEY (`terminal_id`,`seq`,`line`),
  CONSTRAINT `fk_booking_item_booking` FOREIGN KEY (`terminal_id`, `seq`) REFERENCES `booking` (`terminal_id`, `seq`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `cash_movement` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `shift_seq` bigint(20) NOT NULL,
  `staff_id` bigint(20) NOT NULL,
  `kind` varchar(12) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `reason` varchar(200) NOT NULL,
  `approved_by` bigint(20) DEFAULT NULL,
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`terminal_id`,`seq`),
  KEY `ix_cash_movement_shift` (`terminal_id`,`shift_seq`),
  CONSTRAINT `fk_cash_movement_terminal` FOREIGN KEY (`terminal_id`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `challenge` (
  `id` varchar(64) NOT NULL,
  `user_id` int(11) NOT NULL,
  `purpose` varchar(8) NOT NULL,
  `hold_id` varchar(64) NOT NULL,
  `binding_hash` varchar(64) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `used_at_ms` bigint(20) DEFAULT NULL,
  `used_by` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_challenge_order` (`user_id`,`purpose`,`hold_id`),
  KEY `ix_challenge_expiry` (`expires_at_ms`),
  CONSTRAINT `fk_challenge_user` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `change` (
  `stream` varchar(40) NOT NULL,
  `revision` int(11) NOT NULL,
  `change_id` varchar(32) NOT NULL,
  `body` longtext NOT NULL CHECK (json_valid(`body`)),
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`stream`,`revision`),
  KEY `ix_change_time` (`at_ms`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `cinema` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(120) NOT NULL,
  `city` varchar(80) NOT NULL,
  `latitude` double NOT NULL,
  `longitude` double NOT NULL,
  `information` text NOT NULL,
  `rating` int(11) DEFAULT NULL,
  `time_zone` varchar(40) NOT NULL,
  `currency` varchar(3) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `classification` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(60) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_classification_name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `concession_item` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cinema_id` int(11) NOT NULL,
  `name` varchar(60) NOT NULL,
  `price_minor` int(11) NOT NULL,
  `tax_basis_points` int(11) NOT NULL,
  `active` tinyint(4) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_concession_item_cinema` (`cinema_id`),
  CONSTRAINT `fk_concession_item_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `device` (
  `id` varchar(32) NOT NULL,
  `user_id` int(11) NOT NULL,
  `name` varchar(80) NOT NULL,
  `credential_id` text NOT NULL,
  `public_key` text NOT NULL,
  `counter` bigint(20) NOT NULL,
  `transports` varchar(200) NOT NULL,
  `backed_up` tinyint(4) NOT NULL,
  `created_at_ms` bigint(20) NOT NULL,
  `last_used_at_ms` bigint(20) DEFAULT NULL,
  `revoked_at_ms` bigint(20) DEFAULT NULL,
  `cloned` tinyint(4) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_device_user` (`user_id`,`created_at_ms`),
  KEY `ix_device_revoked` (`revoked_at_ms`),
  CONSTRAINT `fk_device_user` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `drill` (
  `id` varchar(32) NOT NULL,
  `cinema_id` int(11) NOT NULL,
  `minutes` int(11) NOT NULL,
  `ordered_at_ms` bigint(20) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `ordered_by` varchar(80) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_drill_cinema` (`cinema_id`,`ordered_at_ms`),
  CONSTRAINT `fk_drill_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `drill_terminal` (
  `terminal_id` int(11) NOT NULL,
  `drill_id` varchar(32) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `told_at_ms` bigint(20) DEFAULT NULL,
  `is_done` tinyint(4) NOT NULL,
  PRIMARY KEY (`terminal_id`,`drill_id`),
  KEY `ix_drill_terminal_drill` (`drill_id`),
  KEY `ix_drill_terminal_expiry` (`terminal_id`,`expires_at_ms`),
  CONSTRAINT `fk_drill_terminal_drill` FOREIGN KEY (`drill_id`) REFERENCES `drill` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_drill_terminal_terminal` FOREIGN KEY (`terminal_id`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `enrolment_code` (
  `code_hash` varchar(64) NOT NULL,
  `cinema_id` int(11) NOT NULL,
  `role` varchar(12) NOT NULL,
  `name` varchar(60) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `used_at_ms` bigint(20) DEFAULT NULL,
  `terminal_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`code_hash`),
  KEY `ix_enrolment_code_cinema` (`cinema_id`),
  KEY `ix_enrolment_code_terminal` (`terminal_id`),
  CONSTRAINT `fk_enrolment_code_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_enrolment_code_terminal` FOREIGN KEY (`terminal_id`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `exception` (
  `id` varchar(32) NOT NULL,
  `kind` varchar(40) NOT NULL,
  `cinema_id` int(11) DEFAULT NULL,
  `terminal_id` int(11) DEFAULT NULL,
  `seq` int(11) DEFAULT NULL,
  `screening_id` int(11) DEFAULT NULL,
  `seat_id` int(11) DEFAULT NULL,
  `detail` text NOT NULL,
  `raised_at_ms` bigint(20) NOT NULL,
  `settled_at_ms` bigint(20) DEFAULT NULL,
  `settled_by` varchar(80) DEFAULT NULL,
  `settlement` text DEFAULT NULL,
  `subject` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_exception_subject` (`subject`),
  KEY `ix_exception_open` (`settled_at_ms`,`raised_at_ms`),
  KEY `ix_exception_entry` (`terminal_id`,`seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `film_classification` (
  `movie_id` int(11) NOT NULL,
  `classification_id` int(11) NOT NULL,
  PRIMARY KEY (`movie_id`,`classification_id`),
  KEY `ix_film_classification_classification` (`classification_id`),
  CONSTRAINT `fk_film_classification_classification` FOREIGN KEY (`classification_id`) REFERENCES `classification` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_film_classification_movie` FOREIGN KEY (`movie_id`) REFERENCES `movie` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `film_return` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cinema_id` int(11) NOT NULL,
  `movie_id` int(11) NOT NULL,
  `kind` varchar(12) NOT NULL,
  `number` int(11) NOT NULL,
  `from_date` date NOT NULL,
  `to_date` date NOT NULL,
  `currency` varchar(3) NOT NULL,
  `seats` int(11) NOT NULL,
  `gross_minor` bigint(20) NOT NULL,
  `tax_minor` bigint(20) NOT NULL,
  `made_by` varchar(80) NOT NULL,
  `made_at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_film_return_number` (`cinema_id`,`movie_id`,`kind`,`number`),
  KEY `ix_film_return_cinema` (`cinema_id`,`kind`,`to_date`),
  KEY `ix_film_return_made` (`cinema_id`,`id`),
  KEY `fk_film_return_movie` (`movie_id`),
  CONSTRAINT `fk_film_return_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_film_return_movie` FOREIGN KEY (`movie_id`) REFERENCES `movie` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `film_return_line` (
  `return_id` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `show_date` date NOT NULL,
  `ticket_class` varchar(12) NOT NULL,
  `price_minor` int(11) NOT NULL,
  `seats` int(11) NOT NULL,
  `gross_minor` bigint(20) NOT NULL,
  `tax_minor` bigint(20) NOT NULL,
  `of_return_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`return_id`,`line`),
  CONSTRAINT `fk_film_return_line_film_return` FOREIGN KEY (`return_id`) REFERENCES `film_return` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `hold` (
  `id` varchar(64) NOT NULL,
  `user_id` int(11) NOT NULL,
  `screening_id` int(11) NOT NULL,
  `lines` text NOT NULL,
  `total_minor` int(11) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `made_at_ms` bigint(20) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `extended` tinyint(4) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_hold_user` (`user_id`,`screening_id`,`expires_at_ms`),
  KEY `ix_hold_screening` (`screening_id`),
  CONSTRAINT `fk_hold_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_hold_user` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `house_lines` (
  `cinema_id` int(11) NOT NULL,
  `header` text NOT NULL,
  `footer` text NOT NULL,
  PRIMARY KEY (`cinema_id`),
  CONSTRAINT `fk_house_lines_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `imported_show` (
  `cinema_id` int(11) NOT NULL,
  `show_id` varchar(64) NOT NULL,
  `screening_id` int(11) NOT NULL,
  PRIMARY KEY (`cinema_id`,`show_id`),
  UNIQUE KEY `ux_imported_show_screening` (`screening_id`),
  CONSTRAINT `fk_imported_show_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_imported_show_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `incarnation` (
  `number` int(11) NOT NULL,
  `id` varchar(32) NOT NULL,
  `server_number` int(11) NOT NULL,
  `started_at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`number`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `journal_entry` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `type` varchar(40) NOT NULL,
  `payload` text NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  `hash` varchar(64) NOT NULL,
  `signature` varchar(90) NOT NULL,
  `recorded_at_ms` bigint(20) NOT NULL,
  `state` varchar(12) NOT NULL,
  PRIMARY KEY (`terminal_id`,`seq`),
  CONSTRAINT `fk_journal_entry_terminal` FOREIGN KEY (`terminal_id`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `journal_fork` (
  `id` varchar(32) NOT NULL,
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `hash` varchar(64) NOT NULL,
  `raw` text NOT NULL,
  `recorded_at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_journal_fork_entry` (`terminal_id`,`seq`,`hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `long_action` (
  `id` varchar(32) NOT NULL,
  `kind` varchar(40) NOT NULL,
  `cinema_id` int(11) NOT NULL,
  `screening_id` int(11) DEFAULT NULL,
  `state` varchar(12) NOT NULL,
  `done` int(11) NOT NULL,
  `total` int(11) NOT NULL,
  `step` int(11) NOT NULL,
  `tries` int(11) NOT NULL,
  `subject` longtext NOT NULL CHECK (json_valid(`subject`)),
  `made_by` varchar(80) NOT NULL,
  `started_at_ms` bigint(20) NOT NULL,
  `ended_at_ms` bigint(20) DEFAULT NULL,
  `resume_at_ms` bigint(20) NOT NULL,
  `error` varchar(200) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_long_action_due` (`state`,`resume_at_ms`),
  KEY `ix_long_action_cinema` (`cinema_id`,`started_at_ms`),
  KEY `ix_long_action_screening` (`screening_id`,`started_at_ms`),
  CONSTRAINT `fk_long_action_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_long_action_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `long_action_item` (
  `action_id` varchar(32) NOT NULL,
  `number` int(11) NOT NULL,
  `state` varchar(12) NOT NULL,
  `tries` int(11) NOT NULL,
  `body` longtext NOT NULL CHECK (json_valid(`body`)),
  `outcome` longtext DEFAULT NULL CHECK (json_valid(`outcome`)),
  PRIMARY KEY (`action_id`,`number`),
  KEY `ix_long_action_item_state` (`action_id`,`state`,`number`),
  CONSTRAINT `fk_long_action_item_long_action` FOREIGN KEY (`action_id`) REFERENCES `long_action` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `movie` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(200) NOT NULL,
  `director` varchar(120) DEFAULT NULL,
  `actors` text DEFAULT NULL,
  `introduction` text DEFAULT NULL,
  `score` int(11) DEFAULT NULL,
  `show_date` date DEFAULT NULL,
  `length` int(11) DEFAULT NULL,
  `released` date DEFAULT NULL,
  `released_year` int(11) DEFAULT NULL,
  `poster` text DEFAULT NULL,
  `audience_rating` varchar(12) DEFAULT NULL,
  `search_text` varchar(400) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_movie_name` (`name`),
  KEY `ix_movie_show_date` (`show_date`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `operation` (
  `id` varchar(64) NOT NULL,
  `body_hash` varchar(64) NOT NULL,
  `answer` longtext NOT NULL CHECK (json_valid(`answer`)),
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_operation_time` (`at_ms`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `outage` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cinema_id` int(11) NOT NULL,
  `terminal_id` int(11) NOT NULL,
  `began_at_ms` bigint(20) NOT NULL,
  `ended_at_ms` bigint(20) DEFAULT NULL,
  `drained_at_ms` bigint(20) DEFAULT NULL,
  `drill_id` varchar(32) DEFAULT NULL,
  `stranded` int(11) NOT NULL,
  `refused_before` bigint(20) DEFAULT NULL,
  `refused` int(11) DEFAULT NULL,
  `report_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_outage_terminal` (`terminal_id`,`began_at_ms`),
  KEY `ix_outage_ended` (`ended_at_ms`),
  KEY `ix_outage_report` (`report_id`,`ended_at_ms`),
  KEY `fk_outage_cinema` (`cinema_id`),
  CONSTRAINT `fk_outage_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_outage_outage_report` FOREIGN KEY (`report_id`) REFERENCES `outage_report` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_outage_terminal` FOREIGN KEY (`terminal_id`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `outage_report` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cinema_id` int(11) NOT NULL,
  `drill_id` varchar(32) DEFAULT NULL,
  `began_at_ms` bigint(20) NOT NULL,
  `ended_at_ms` bigint(20) NOT NULL,
  `made_at_ms` bigint(20) NOT NULL,
  `terminals` int(11) NOT NULL,
  `sold_seats` int(11) NOT NULL,
  `stranded_seats` int(11) NOT NULL,
  `refused` int(11) DEFAULT NULL,
  `broken` int(11) NOT NULL,
  `body` text NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_outage_report_drill` (`drill_id`),
  KEY `ix_outage_report_cinema` (`cinema_id`,`id`),
  CONSTRAINT `fk_outage_report_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `payment` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `kind` varchar(12) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  `given_minor` int(11) DEFAULT NULL,
  `attempt_id` varchar(64) DEFAULT NULL,
  `authorisation` varchar(64) DEFAULT NULL,
  `voucher_id` bigint(20) DEFAULT NULL,
  `state` varchar(12) NOT NULL DEFAULT 'paid',
  PRIMARY KEY (`terminal_id`,`seq`,`line`),
  KEY `ix_payment_attempt` (`attempt_id`),
  CONSTRAINT `fk_payment_booking` FOREIGN KEY (`terminal_id`, `seq`) REFERENCES `booking` (`terminal_id`, `seq`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `payment_attempt` (
  `id` varchar(64) NOT NULL,
  `screening_id` int(11) NOT NULL,
  `hold_id` varchar(64) NOT NULL,
  `state` varchar(12) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `sale` text NOT NULL,
  `seq` int(11) DEFAULT NULL,
  `at_ms` bigint(20) NOT NULL,
  `deadline_ms` bigint(20) NOT NULL,
  `user_id` int(11) DEFAULT NULL,
  `provider_ref` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_payment_attempt_state` (`state`,`deadline_ms`),
  KEY `ix_payment_attempt_hold` (`hold_id`),
  KEY `fk_payment_attempt_screening` (`screening_id`),
  CONSTRAINT `fk_payment_attempt_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `price_rule` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cinema_id` int(11) NOT NULL,
  `kind` varchar(12) NOT NULL,
  `subject` varchar(16) NOT NULL,
  `amount` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_price_rule_subject` (`cinema_id`,`kind`,`subject`),
  CONSTRAINT `fk_price_rule_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `provider_event` (
  `id` varchar(80) NOT NULL,
  `provider` varchar(12) NOT NULL,
  `kind` varchar(60) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_provider_event_time` (`at_ms`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `refund` (
  `id` varchar(64) NOT NULL,
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `kind` varchar(12) NOT NULL,
  `state` varchar(12) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `reason` varchar(200) NOT NULL,
  `requested_by` varchar(80) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  `refunded_at_ms` bigint(20) DEFAULT NULL,
  `staff_id` bigint(20) DEFAULT NULL,
  `shift_seq` bigint(20) DEFAULT NULL,
  `approved_by` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_refund_booking` (`terminal_id`,`seq`),
  KEY `ix_refund_state` (`state`,`at_ms`),
  KEY `ix_refund_shift` (`terminal_id`,`shift_seq`),
  KEY `ix_refund_time` (`at_ms`),
  CONSTRAINT `fk_refund_booking` FOREIGN KEY (`terminal_id`, `seq`) REFERENCES `booking` (`terminal_id`, `seq`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `refund_item` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `refund_id` varchar(64) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  PRIMARY KEY (`terminal_id`,`seq`,`line`),
  KEY `ix_refund_item_refund` (`refund_id`),
  CONSTRAINT `fk_refund_item_booking_item` FOREIGN KEY (`terminal_id`, `seq`, `line`) REFERENCES `booking_item` (`terminal_id`, `seq`, `line`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_refund_item_refund` FOREIGN KEY (`refund_id`) REFERENCES `refund` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `refund_line` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `refund_id` varchar(64) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  PRIMARY KEY (`terminal_id`,`seq`,`line`),
  KEY `ix_refund_line_refund` (`refund_id`),
  CONSTRAINT `fk_refund_line_refund` FOREIGN KEY (`refund_id`) REFERENCES `refund` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_refund_line_ticket` FOREIGN KEY (`terminal_id`, `seq`, `line`) REFERENCES `ticket` (`terminal_id`, `seq`, `line`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `refund_tender` (
  `refund_id` varchar(64) NOT NULL,
  `line` int(11) NOT NULL,
  `kind` varchar(12) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  `attempt_id` varchar(64) DEFAULT NULL,
  `of_attempt_id` varchar(64) DEFAULT NULL,
  `voucher_id` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`refund_id`,`line`),
  CONSTRAINT `fk_refund_tender_refund` FOREIGN KEY (`refund_id`) REFERENCES `refund` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `salt` (
  `user_id` int(11) NOT NULL,
  `salt` varchar(64) NOT NULL,
  PRIMARY KEY (`user_id`),
  CONSTRAINT `fk_salt_user` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `screening` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `venue_id` int(11) NOT NULL,
  `movie_id` int(11) NOT NULL,
  `show_date` date NOT NULL,
  `starts_at_ms` bigint(20) NOT NULL,
  `ends_at_ms` bigint(20) NOT NULL,
  `sales_end_at_ms` bigint(20) NOT NULL,
  `display` varchar(8) NOT NULL,
  `language` varchar(12) NOT NULL,
  `price_minor` int(11) NOT NULL,
  `state` varchar(12) NOT NULL DEFAULT 'published',
  `seating` varchar(12) NOT NULL DEFAULT 'numbered',
  `cancelled_at_ms` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_screening_venue` (`venue_id`,`starts_at_ms`),
  KEY `ix_screening_movie` (`movie_id`,`starts_at_ms`),
  KEY `ix_screening_start` (`starts_at_ms`),
  KEY `ix_screening_date` (`show_date`,`starts_at_ms`),
  CONSTRAINT `fk_screening_movie` FOREIGN KEY (`movie_id`) REFERENCES `movie` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_screening_venue` FOREIGN KEY (`venue_id`) REFERENCES `venue` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `seats` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `venue_id` int(11) NOT NULL,
  `x` int(11) NOT NULL,
  `y` int(11) NOT NULL,
  `row_label` varchar(4) NOT NULL,
  `label` varchar(8) NOT NULL,
  `kind` varchar(12) NOT NULL,
  `vip` tinyint(4) NOT NULL,
  `available` tinyint(4) NOT NULL,
  `removed_in` int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_seats_plan_label` (`venue_id`,`removed_in`,`label`),
  CONSTRAINT `fk_seats_venue` FOREIGN KEY (`venue_id`) REFERENCES `venue` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `seat_place` (
  `screening_id` int(11) NOT NULL,
  `seat_id` int(11) NOT NULL,
  `place_id` int(11) NOT NULL,
  PRIMARY KEY (`screening_id`,`seat_id`),
  UNIQUE KEY `ux_seat_place_place` (`screening_id`,`place_id`),
  KEY `fk_seat_place_seats` (`seat_id`),
  KEY `fk_seat_place_place` (`place_id`),
  CONSTRAINT `fk_seat_place_place` FOREIGN KEY (`place_id`) REFERENCES `seats` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_seat_place_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_seat_place_seats` FOREIGN KEY (`seat_id`) REFERENCES `seats` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `seat_right` (
  `screening_id` int(11) NOT NULL,
  `seat_id` int(11) NOT NULL,
  `state` varchar(12) NOT NULL,
  `holder` int(11) NOT NULL,
  `version` int(11) NOT NULL,
  `ticket_terminal` int(11) DEFAULT NULL,
  `ticket_seq` int(11) DEFAULT NULL,
  `ticket_line` int(11) DEFAULT NULL,
  `operation_id` varchar(64) DEFAULT NULL,
  `expires_at_ms` bigint(20) DEFAULT NULL,
  `blocked_for` varchar(12) DEFAULT NULL,
  `recall_answer` varchar(12) DEFAULT NULL,
  PRIMARY KEY (`screening_id`,`seat_id`),
  KEY `ix_seat_right_holder` (`holder`,`state`),
  KEY `ix_seat_right_expiry` (`state`,`expires_at_ms`),
  KEY `fk_seat_right_seats` (`seat_id`),
  CONSTRAINT `fk_seat_right_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_seat_right_seats` FOREIGN KEY (`seat_id`) REFERENCES `seats` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `session` (
  `id` varchar(32) NOT NULL,
  `user_id` int(11) NOT NULL,
  `token_hash` varchar(64) NOT NULL,
  `token_hash_previous` varchar(64) DEFAULT NULL,
  `device` varchar(80) NOT NULL,
  `created_at_ms` bigint(20) NOT NULL,
  `refreshed_at_ms` bigint(20) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `revoked_at_ms` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_session_user` (`user_id`,`created_at_ms`),
  KEY `ix_session_expiry` (`expires_at_ms`),
  CONSTRAINT `fk_session_user` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `shift` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `cinema_id` int(11) NOT NULL,
  `staff_id` bigint(20) NOT NULL,
  `drawer` varchar(20) NOT NULL,
  `business_date` varchar(10) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `float_minor` int(11) NOT NULL,
  `state` varchar(12) NOT NULL,
  `counted_minor` int(11) DEFAULT NULL,
  `expected_minor` bigint(20) DEFAULT NULL,
  `over_short_minor` bigint(20) DEFAULT NULL,
  `approved_by` bigint(20) DEFAULT NULL,
  `opened_at_ms` bigint(20) NOT NULL,
  `closed_at_ms` bigint(20) DEFAULT NULL,
  `closed_seq` int(11) DEFAULT NULL,
  `figures` longtext DEFAULT NULL CHECK (json_valid(`figures`)),
  PRIMARY KEY (`terminal_id`,`seq`),
  KEY `ix_shift_cinema_date` (`cinema_id`,`business_date`),
  CONSTRAINT `fk_shift_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_shift_terminal` FOREIGN KEY (`terminal_id`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `sms_pin` (
  `id` varchar(32) NOT NULL,
  `phone` varchar(24) NOT NULL,
  `purpose` varchar(12) NOT NULL,
  `pin_hash` varchar(64) NOT NULL,
  `tries_left` int(11) NOT NULL,
  `sent_at_ms` bigint(20) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `used_at_ms` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_sms_pin_phone` (`phone`,`purpose`,`sent_at_ms`),
  KEY `ix_sms_pin_expiry` (`expires_at_ms`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `staff` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cinema_id` int(11) NOT NULL,
  `name` varchar(60) NOT NULL,
  `role` varchar(12) NOT NULL,
  `pin_hash` varchar(200) NOT NULL,
  `active` tinyint(4) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_staff_cinema` (`cinema_id`),
  CONSTRAINT `fk_staff_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `stream` (
  `name` varchar(40) NOT NULL,
  `revision` int(11) NOT NULL,
  `closed` tinyint(4) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `support_bundle` (
  `id` varchar(32) NOT NULL,
  `cinema_id` int(11) NOT NULL,
  `terminal_id` int(11) NOT NULL,
  `asked_at_ms` bigint(20) NOT NULL,
  `asked_by` varchar(80) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `received_at_ms` bigint(20) DEFAULT NULL,
  `bytes` int(11) DEFAULT NULL,
  `body` text DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_support_bundle_terminal` (`terminal_id`,`expires_at_ms`),
  KEY `ix_support_bundle_asked` (`asked_at_ms`),
  KEY `ix_support_bundle_received` (`cinema_id`,`received_at_ms`),
  CONSTRAINT `fk_support_bundle_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_support_bundle_terminal` FOREIGN KEY (`terminal_id`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `terminal` (
  `id` int(11) NOT NULL,
  `key_id` int(11) NOT NULL,
  `cinema_id` int(11) NOT NULL,
  `name` varchar(60) NOT NULL,
  `role` varchar(12) NOT NULL,
  `public_key` varchar(64) NOT NULL,
  `certificate_signature` varchar(128) NOT NULL,
  `acked` int(11) NOT NULL,
  `chain` varchar(64) NOT NULL,
  `token_hash` varchar(64) NOT NULL,
  `token_hash_previous` varchar(64) DEFAULT NULL,
  `hello_at_ms` bigint(20) DEFAULT NULL,
  `state` varchar(12) NOT NULL,
  `app_version` varchar(40) DEFAULT NULL,
  `last_seen_ms` bigint(20) DEFAULT NULL,
  `enrolled_at_ms` bigint(20) NOT NULL,
  `released` int(11) NOT NULL DEFAULT 0,
  `closed_as` varchar(12) DEFAULT NULL,
  `closed_at_ms` bigint(20) DEFAULT NULL,
  `closed_by` varchar(80) DEFAULT NULL,
  `closed_reason` varchar(200) DEFAULT NULL,
  `final_seq` int(11) DEFAULT NULL,
  `voucher_grants` int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_terminal_key` (`key_id`),
  KEY `ix_terminal_cinema` (`cinema_id`),
  CONSTRAINT `fk_terminal_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `terminal_status` (
  `terminal_id` int(11) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  `changed_at_ms` bigint(20) NOT NULL,
  `unsent` int(11) NOT NULL,
  `oldest_unsent_at_ms` bigint(20) DEFAULT NULL,
  `refused_offline` bigint(20) NOT NULL,
  `is_leaving` tinyint(4) NOT NULL,
  `body` text NOT NULL,
  PRIMARY KEY (`terminal_id`),
  CONSTRAINT `fk_terminal_status_terminal` FOREIGN KEY (`terminal_id`) REFERENCES `terminal` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `ticket` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `screening_id` int(11) NOT NULL,
  `seat_id` int(11) NOT NULL,
  `version` int(11) NOT NULL,
  `ticket_class` varchar(12) NOT NULL,
  `price_minor` int(11) NOT NULL,
  `tax_minor` int(11) NOT NULL,
  `valid` tinyint(4) NOT NULL,
  `holder` int(11) NOT NULL DEFAULT 0,
  `ended_as` varchar(12) DEFAULT NULL,
  `issue` int(11) NOT NULL DEFAULT 0,
  `owner_id` int(11) DEFAULT NULL,
  `used_at_ms` bigint(20) DEFAULT NULL,
  `comp` varchar(80) DEFAULT NULL,
  PRIMARY KEY (`terminal_id`,`seq`,`line`),
  KEY `ix_ticket_seat` (`screening_id`,`seat_id`),
  KEY `fk_ticket_seats` (`seat_id`),
  KEY `ix_ticket_owner` (`owner_id`),
  CONSTRAINT `fk_ticket_booking` FOREIGN KEY (`terminal_id`, `seq`) REFERENCES `booking` (`terminal_id`, `seq`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_ticket_screening` FOREIGN KEY (`screening_id`) REFERENCES `screening` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_ticket_seats` FOREIGN KEY (`seat_id`) REFERENCES `seats` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_ticket_user` FOREIGN KEY (`owner_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `ticket_code` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `qr` varchar(144) NOT NULL,
  PRIMARY KEY (`terminal_id`,`seq`,`line`),
  CONSTRAINT `fk_ticket_code_ticket` FOREIGN KEY (`terminal_id`, `seq`, `line`) REFERENCES `ticket` (`terminal_id`, `seq`, `line`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `ticket_pass` (
  `id` varchar(64) NOT NULL,
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `line` int(11) NOT NULL,
  `issue` int(11) NOT NULL,
  `open_ticket` varchar(24) DEFAULT NULL,
  `from_user_id` int(11) NOT NULL,
  `to_user_id` int(11) DEFAULT NULL,
  `state` varchar(12) NOT NULL,
  `made_at_ms` bigint(20) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `ended_at_ms` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_ticket_pass_open` (`open_ticket`),
  KEY `ix_ticket_pass_ticket` (`terminal_id`,`seq`,`line`),
  KEY `ix_ticket_pass_from` (`from_user_id`,`made_at_ms`),
  KEY `ix_ticket_pass_to` (`to_user_id`,`made_at_ms`),
  CONSTRAINT `fk_ticket_pass_from` FOREIGN KEY (`from_user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_ticket_pass_ticket` FOREIGN KEY (`terminal_id`, `seq`, `line`) REFERENCES `ticket` (`terminal_id`, `seq`, `line`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_ticket_pass_to` FOREIGN KEY (`to_user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `till_limits` (
  `cinema_id` int(11) NOT NULL,
  `refund_minor_max` int(11) NOT NULL,
  `comp_tickets_max` int(11) NOT NULL,
  `paid_out_minor_max` int(11) NOT NULL,
  `over_short_minor_max` int(11) NOT NULL,
  PRIMARY KEY (`cinema_id`),
  CONSTRAINT `fk_till_limits_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `timed_price` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cinema_id` int(11) NOT NULL,
  `rule` longtext NOT NULL CHECK (json_valid(`rule`)),
  PRIMARY KEY (`id`),
  KEY `ix_timed_price_cinema` (`cinema_id`),
  CONSTRAINT `fk_timed_price_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `user` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(80) NOT NULL,
  `encrypted_password` varchar(255) DEFAULT NULL,
  `email` varchar(160) DEFAULT NULL,
  `phone` varchar(24) DEFAULT NULL,
  `role` varchar(12) NOT NULL,
  `registration_date_ms` bigint(20) NOT NULL,
  `deleted_at_ms` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_user_phone` (`phone`),
  KEY `ix_user_role` (`role`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `user_action` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `user_id` int(11) DEFAULT NULL,
  `operation` varchar(80) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  `detail` text DEFAULT NULL,
  `cinema_id` int(11) DEFAULT NULL,
  `actor_id` int(11) DEFAULT NULL,
  `object` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_user_action_user` (`user_id`,`at_ms`),
  KEY `ix_user_action_time` (`at_ms`),
  KEY `ix_user_action_cinema` (`cinema_id`,`at_ms`),
  KEY `ix_user_action_actor` (`actor_id`,`at_ms`),
  KEY `ix_user_action_object` (`object`,`at_ms`),
  KEY `ix_user_action_operation` (`operation`,`at_ms`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `user_cinema` (
  `user_id` int(11) NOT NULL,
  `cinema_id` int(11) NOT NULL,
  `given_at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`user_id`,`cinema_id`),
  KEY `ix_user_cinema_cinema` (`cinema_id`),
  CONSTRAINT `fk_user_cinema_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT `fk_user_cinema_user` FOREIGN KEY (`user_id`) REFERENCES `user` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `venue` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cinema_id` int(11) NOT NULL,
  `name` varchar(80) NOT NULL,
  `information` text NOT NULL,
  `category` varchar(20) NOT NULL,
  `plan` int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  KEY `ix_venue_cinema` (`cinema_id`),
  CONSTRAINT `fk_venue_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `voided_charge` (
  `terminal_id` int(11) NOT NULL,
  `seq` int(11) NOT NULL,
  `attempt_id` varchar(64) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `reason` varchar(20) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`terminal_id`,`seq`),
  KEY `ix_voided_charge_attempt` (`attempt_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `voucher` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `code_hash` varchar(64) NOT NULL,
  `code_end` varchar(4) NOT NULL,
  `cinema_id` int(11) DEFAULT NULL,
  `currency` varchar(3) NOT NULL,
  `initial_minor` int(11) NOT NULL,
  `balance_minor` int(11) NOT NULL,
  `expires_at_ms` bigint(20) NOT NULL,
  `state` varchar(12) NOT NULL,
  `holder` int(11) NOT NULL DEFAULT 0,
  `version` int(11) NOT NULL DEFAULT 0,
  `taken_from` int(11) NOT NULL DEFAULT 0,
  `issued_at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_voucher_code` (`code_hash`),
  KEY `ix_voucher_holder` (`holder`),
  KEY `fk_voucher_cinema` (`cinema_id`),
  CONSTRAINT `fk_voucher_cinema` FOREIGN KEY (`cinema_id`) REFERENCES `cinema` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `voucher_movement` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `voucher_id` int(11) NOT NULL,
  `kind` varchar(12) NOT NULL,
  `amount_minor` int(11) NOT NULL,
  `version` int(11) NOT NULL,
  `terminal_id` int(11) DEFAULT NULL,
  `seq` int(11) DEFAULT NULL,
  `by` varchar(80) DEFAULT NULL,
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_voucher_movement_voucher` (`voucher_id`),
  CONSTRAINT `fk_voucher_movement_voucher` FOREIGN KEY (`voucher_id`) REFERENCES `voucher` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
