-- The server's schema on SQLite, made by the migrations. Written by db/server/write-schema.ts.
CREATE TABLE "admission" (
  "ticket_terminal" integer NOT NULL,
  "ticket_seq" integer NOT NULL,
  "ticket_line" integer NOT NULL,
  "screening_id" integer NOT NULL,
  "seat_id" integer NOT NULL,
  "gate" integer NOT NULL,
  "gate_seq" integer NOT NULL,
  "at_ms" bigint NOT NULL,
  CONSTRAINT "fk_admission_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_admission_terminal" FOREIGN KEY ("gate") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("ticket_terminal", "ticket_seq", "ticket_line")
);
CREATE INDEX "ix_admission_screening" ON "admission" ("screening_id");
CREATE TABLE "booking" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "order_key" varchar(20) NOT NULL,
  "user_id" integer,
  "screening_id" integer,
  "user_type" varchar(12) NOT NULL,
  "currency" varchar(3) NOT NULL,
  "total_minor" integer NOT NULL,
  "sold_at_ms" bigint NOT NULL,
  "recorded_at_ms" bigint NOT NULL,
  "state" varchar(12) NOT NULL,
  "pick_up_code" varchar(12),
  "picked_up_at_ms" bigint,
  "staff_id" bigint,
  "shift_seq" bigint,
  "approved_by" bigint,
  "member_number" varchar(20),
  CONSTRAINT "fk_booking_user" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_booking_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq")
);
CREATE INDEX "ix_booking_screening" ON "booking" ("screening_id");
CREATE INDEX "ix_booking_shift" ON "booking" ("terminal_id", "shift_seq");
CREATE INDEX "ix_booking_sold" ON "booking" ("sold_at_ms");
CREATE INDEX "ix_booking_user" ON "booking" ("user_id");
CREATE INDEX "ix_booking_user_time" ON "booking" ("user_id", "sold_at_ms");
CREATE UNIQUE INDEX "ux_booking_order_key" ON "booking" ("order_key");
CREATE UNIQUE INDEX "ux_booking_pick_up_code" ON "booking" ("pick_up_code");
CREATE TABLE "booking_item" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "line" integer NOT NULL,
  "item_id" bigint NOT NULL,
  "name" varchar(60) NOT NULL,
  "quantity" integer NOT NULL,
  "price_minor" integer NOT NULL,
  "tax_minor" integer NOT NULL,
  "valid" boolean NOT NULL,
  "ended_as" varchar(12),
  CONSTRAINT "fk_booking_item_booking" FOREIGN KEY ("terminal_id", "seq") REFERENCES "booking" ("terminal_id", "seq") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq", "line")
);
CREATE TABLE "cash_movement" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "shift_seq" bigint NOT NULL,
  "staff_id" bigint NOT NULL,
  "kind" varchar(12) NOT NULL,
  "amount_minor" integer NOT NULL,
  "currency" varchar(3) NOT NULL,
  "reason" varchar(200) NOT NULL,
  "approved_by" bigint,
  "at_ms" bigint NOT NULL,
  CONSTRAINT "fk_cash_movement_terminal" FOREIGN KEY ("terminal_id") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq")
);
CREATE INDEX "ix_cash_movement_shift" ON "cash_movement" ("terminal_id", "shift_seq");
CREATE TABLE "challenge" (
  "id" varchar(64) PRIMARY KEY NOT NULL,
  "user_id" integer NOT NULL,
  "purpose" varchar(8) NOT NULL,
  "hold_id" varchar(64) NOT NULL,
  "binding_hash" varchar(64) NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "used_at_ms" bigint,
  "used_by" varchar(64),
  CONSTRAINT "fk_challenge_user" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_challenge_expiry" ON "challenge" ("expires_at_ms");
CREATE INDEX "ix_challenge_order" ON "challenge" ("user_id", "purpose", "hold_id");
CREATE TABLE "change" (
  "stream" varchar(40) NOT NULL,
  "revision" integer NOT NULL,
  "change_id" varchar(32) NOT NULL,
  "body" json NOT NULL,
  "at_ms" bigint NOT NULL,
  PRIMARY KEY ("stream", "revision")
);
CREATE INDEX "ix_change_time" ON "change" ("at_ms");
CREATE TABLE "cinema" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "name" varchar(120) NOT NULL,
  "city" varchar(80) NOT NULL,
  "latitude" double NOT NULL,
  "longitude" double NOT NULL,
  "information" text NOT NULL,
  "rating" integer,
  "time_zone" varchar(40) NOT NULL,
  "currency" varchar(3) NOT NULL
);
CREATE TABLE "classification" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "name" varchar(60) NOT NULL
);
CREATE UNIQUE INDEX "ux_classification_name" ON "classification" ("name");
CREATE TABLE "concession_item" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "cinema_id" integer NOT NULL,
  "name" varchar(60) NOT NULL,
  "price_minor" integer NOT NULL,
  "tax_basis_points" integer NOT NULL,
  "active" boolean NOT NULL,
  CONSTRAINT "fk_concession_item_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_concession_item_cinema" ON "concession_item" ("cinema_id");
CREATE TABLE "device" (
  "id" varchar(32) PRIMARY KEY NOT NULL,
  "user_id" integer NOT NULL,
  "name" varchar(80) NOT NULL,
  "credential_id" text NOT NULL,
  "public_key" text NOT NULL,
  "counter" bigint NOT NULL,
  "transports" varchar(200) NOT NULL,
  "backed_up" boolean NOT NULL,
  "created_at_ms" bigint NOT NULL,
  "last_used_at_ms" bigint,
  "revoked_at_ms" bigint,
  "cloned" boolean NOT NULL,
  CONSTRAINT "fk_device_user" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_device_revoked" ON "device" ("revoked_at_ms");
CREATE INDEX "ix_device_user" ON "device" ("user_id", "created_at_ms");
CREATE TABLE "drill" (
  "id" varchar(32) PRIMARY KEY NOT NULL,
  "cinema_id" integer NOT NULL,
  "minutes" integer NOT NULL,
  "ordered_at_ms" bigint NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "ordered_by" varchar(80) NOT NULL,
  CONSTRAINT "fk_drill_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_drill_cinema" ON "drill" ("cinema_id", "ordered_at_ms");
CREATE TABLE "drill_terminal" (
  "terminal_id" integer NOT NULL,
  "drill_id" varchar(32) NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "told_at_ms" bigint,
  "is_done" boolean NOT NULL,
  CONSTRAINT "fk_drill_terminal_terminal" FOREIGN KEY ("terminal_id") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_drill_terminal_drill" FOREIGN KEY ("drill_id") REFERENCES "drill" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "drill_id")
);
CREATE INDEX "ix_drill_terminal_drill" ON "drill_terminal" ("drill_id");
CREATE INDEX "ix_drill_terminal_expiry" ON "drill_terminal" ("terminal_id", "expires_at_ms");
CREATE TABLE "enrolment_code" (
  "code_hash" varchar(64) PRIMARY KEY NOT NULL,
  "cinema_id" integer NOT NULL,
  "role" varchar(12) NOT NULL,
  "name" varchar(60) NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "used_at_ms" bigint,
  "terminal_id" integer,
  CONSTRAINT "fk_enrolment_code_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_enrolment_code_terminal" FOREIGN KEY ("terminal_id") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_enrolment_code_cinema" ON "enrolment_code" ("cinema_id");
CREATE INDEX "ix_enrolment_code_terminal" ON "enrolment_code" ("terminal_id");
CREATE TABLE "exception" (
  "id" varchar(32) PRIMARY KEY NOT NULL,
  "kind" varchar(40) NOT NULL,
  "cinema_id" integer,
  "terminal_id" integer,
  "seq" integer,
  "screening_id" integer,
  "seat_id" integer,
  "detail" text NOT NULL,
  "raised_at_ms" bigint NOT NULL,
  "settled_at_ms" bigint,
  "settled_by" varchar(80),
  "settlement" text,
  "subject" varchar(80)
);
CREATE INDEX "ix_exception_entry" ON "exception" ("terminal_id", "seq");
CREATE INDEX "ix_exception_open" ON "exception" ("settled_at_ms", "raised_at_ms");
CREATE UNIQUE INDEX "ux_exception_subject" ON "exception" ("subject");
CREATE TABLE "film_classification" (
  "movie_id" integer NOT NULL,
  "classification_id" integer NOT NULL,
  CONSTRAINT "fk_film_classification_movie" FOREIGN KEY ("movie_id") REFERENCES "movie" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_film_classification_classification" FOREIGN KEY ("classification_id") REFERENCES "classification" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("movie_id", "classification_id")
);
CREATE INDEX "ix_film_classification_classification" ON "film_classification" ("classification_id");
CREATE TABLE "film_return" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "cinema_id" integer NOT NULL,
  "movie_id" integer NOT NULL,
  "kind" varchar(12) NOT NULL,
  "number" integer NOT NULL,
  "from_date" date NOT NULL,
  "to_date" date NOT NULL,
  "currency" varchar(3) NOT NULL,
  "seats" integer NOT NULL,
  "gross_minor" bigint NOT NULL,
  "tax_minor" bigint NOT NULL,
  "made_by" varchar(80) NOT NULL,
  "made_at_ms" bigint NOT NULL,
  CONSTRAINT "fk_film_return_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_film_return_movie" FOREIGN KEY ("movie_id") REFERENCES "movie" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_film_return_cinema" ON "film_return" ("cinema_id", "kind", "to_date");
CREATE INDEX "ix_film_return_made" ON "film_return" ("cinema_id", "id");
CREATE UNIQUE INDEX "ux_film_return_number" ON "film_return" ("cinema_id", "movie_id", "kind", "number");
CREATE TABLE "film_return_line" (
  "return_id" integer NOT NULL,
  "line" integer NOT NULL,
  "show_date" date NOT NULL,
  "ticket_class" varchar(12) NOT NULL,
  "price_minor" integer NOT NULL,
  "seats" integer NOT NULL,
  "gross_minor" bigint NOT NULL,
  "tax_minor" bigint NOT NULL,
  "of_return_id" integer,
  CONSTRAINT "fk_film_return_line_film_return" FOREIGN KEY ("return_id") REFERENCES "film_return" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("return_id", "line")
);
CREATE TABLE "hold" (
  "id" varchar(64) PRIMARY KEY NOT NULL,
  "user_id" integer NOT NULL,
  "screening_id" integer NOT NULL,
  "lines" text NOT NULL,
  "total_minor" integer NOT NULL,
  "currency" varchar(3) NOT NULL,
  "made_at_ms" bigint NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "extended" boolean NOT NULL,
  CONSTRAINT "fk_hold_user" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_hold_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_hold_screening" ON "hold" ("screening_id");
CREATE INDEX "ix_hold_user" ON "hold" ("user_id", "screening_id", "expires_at_ms");
CREATE TABLE "house_lines" (
  "cinema_id" integer PRIMARY KEY NOT NULL,
  "header" text NOT NULL,
  "footer" text NOT NULL,
  CONSTRAINT "fk_house_lines_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE "imported_show" (
  "cinema_id" integer NOT NULL,
  "show_id" varchar(64) NOT NULL,
  "screening_id" integer NOT NULL,
  CONSTRAINT "fk_imported_show_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_imported_show_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("cinema_id", "show_id")
);
CREATE UNIQUE INDEX "ux_imported_show_screening" ON "imported_show" ("screening_id");
CREATE TABLE "incarnation" (
  "number" integer PRIMARY KEY NOT NULL,
  "id" varchar(32) NOT NULL,
  "server_number" integer NOT NULL,
  "started_at_ms" bigint NOT NULL
);
CREATE TABLE "journal_entry" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "type" varchar(40) NOT NULL,
  "payload" text NOT NULL,
  "at_ms" bigint NOT NULL,
  "hash" varchar(64) NOT NULL,
  "signature" varchar(90) NOT NULL,
  "recorded_at_ms" bigint NOT NULL,
  "state" varchar(12) NOT NULL,
  CONSTRAINT "fk_journal_entry_terminal" FOREIGN KEY ("terminal_id") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq")
);
CREATE TABLE "journal_fork" (
  "id" varchar(32) PRIMARY KEY NOT NULL,
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "hash" varchar(64) NOT NULL,
  "raw" text NOT NULL,
  "recorded_at_ms" bigint NOT NULL
);
CREATE UNIQUE INDEX "ux_journal_fork_entry" ON "journal_fork" ("terminal_id", "seq", "hash");
CREATE TABLE "long_action" (
  "id" varchar(32) PRIMARY KEY NOT NULL,
  "kind" varchar(40) NOT NULL,
  "cinema_id" integer NOT NULL,
  "screening_id" integer,
  "state" varchar(12) NOT NULL,
  "done" integer NOT NULL,
  "total" integer NOT NULL,
  "step" integer NOT NULL,
  "tries" integer NOT NULL,
  "subject" json NOT NULL,
  "made_by" varchar(80) NOT NULL,
  "started_at_ms" bigint NOT NULL,
  "ended_at_ms" bigint,
  "resume_at_ms" bigint NOT NULL,
  "error" varchar(200),
  CONSTRAINT "fk_long_action_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_long_action_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_long_action_cinema" ON "long_action" ("cinema_id", "started_at_ms");
CREATE INDEX "ix_long_action_due" ON "long_action" ("state", "resume_at_ms");
CREATE INDEX "ix_long_action_screening" ON "long_action" ("screening_id", "started_at_ms");
CREATE TABLE "long_action_item" (
  "action_id" varchar(32) NOT NULL,
  "number" integer NOT NULL,
  "state" varchar(12) NOT NULL,
  "tries" integer NOT NULL,
  "body" json NOT NULL,
  "outcome" json,
  CONSTRAINT "fk_long_action_item_long_action" FOREIGN KEY ("action_id") REFERENCES "long_action" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("action_id", "number")
);
CREATE INDEX "ix_long_action_item_state" ON "long_action_item" ("action_id", "state", "number");
CREATE TABLE "migrations" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "timestamp" bigint NOT NULL,
  "name" varchar NOT NULL
);
CREATE TABLE "movie" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "name" varchar(200) NOT NULL,
  "director" varchar(120),
  "actors" text,
  "introduction" text,
  "score" integer,
  "show_date" date,
  "length" integer,
  "released" date,
  "released_year" integer,
  "poster" text,
  "audience_rating" varchar(12),
  "search_text" varchar(400) NOT NULL
);
CREATE INDEX "ix_movie_name" ON "movie" ("name");
CREATE INDEX "ix_movie_show_date" ON "movie" ("show_date");
CREATE TABLE "operation" (
  "id" varchar(64) PRIMARY KEY NOT NULL,
  "body_hash" varchar(64) NOT NULL,
  "answer" json NOT NULL,
  "at_ms" bigint NOT NULL
);
CREATE INDEX "ix_operation_time" ON "operation" ("at_ms");
CREATE TABLE "outage" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "cinema_id" integer NOT NULL,
  "terminal_id" integer NOT NULL,
  "began_at_ms" bigint NOT NULL,
  "ended_at_ms" bigint,
  "drained_at_ms" bigint,
  "drill_id" varchar(32),
  "stranded" integer NOT NULL,
  "refused_before" bigint,
  "refused" integer,
  "report_id" integer,
  CONSTRAINT "fk_outage_terminal" FOREIGN KEY ("terminal_id") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_outage_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_outage_outage_report" FOREIGN KEY ("report_id") REFERENCES "outage_report" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_outage_ended" ON "outage" ("ended_at_ms");
CREATE INDEX "ix_outage_report" ON "outage" ("report_id", "ended_at_ms");
CREATE UNIQUE INDEX "ux_outage_terminal" ON "outage" ("terminal_id", "began_at_ms");
CREATE TABLE "outage_report" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "cinema_id" integer NOT NULL,
  "drill_id" varchar(32),
  "began_at_ms" bigint NOT NULL,
  "ended_at_ms" bigint NOT NULL,
  "made_at_ms" bigint NOT NULL,
  "terminals" integer NOT NULL,
  "sold_seats" integer NOT NULL,
  "stranded_seats" integer NOT NULL,
  "refused" integer,
  "broken" integer NOT NULL,
  "body" text NOT NULL,
  CONSTRAINT "fk_outage_report_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_outage_report_cinema" ON "outage_report" ("cinema_id", "id");
CREATE UNIQUE INDEX "ux_outage_report_drill" ON "outage_report" ("drill_id");
CREATE TABLE "payment" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "line" integer NOT NULL,
  "kind" varchar(12) NOT NULL,
  "amount_minor" integer NOT NULL,
  "given_minor" integer,
  "attempt_id" varchar(64),
  "authorisation" varchar(64),
  "voucher_id" bigint,
  "state" varchar(12) NOT NULL DEFAULT ('paid'),
  CONSTRAINT "fk_payment_booking" FOREIGN KEY ("terminal_id", "seq") REFERENCES "booking" ("terminal_id", "seq") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq", "line")
);
CREATE INDEX "ix_payment_attempt" ON "payment" ("attempt_id");
CREATE TABLE "payment_attempt" (
  "id" varchar(64) PRIMARY KEY NOT NULL,
  "screening_id" integer NOT NULL,
  "hold_id" varchar(64) NOT NULL,
  "state" varchar(12) NOT NULL,
  "amount_minor" integer NOT NULL,
  "currency" varchar(3) NOT NULL,
  "sale" text NOT NULL,
  "seq" integer,
  "at_ms" bigint NOT NULL,
  "deadline_ms" bigint NOT NULL,
  "user_id" integer,
  "provider_ref" varchar(80),
  CONSTRAINT "fk_payment_attempt_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_payment_attempt_hold" ON "payment_attempt" ("hold_id");
CREATE INDEX "ix_payment_attempt_state" ON "payment_attempt" ("state", "deadline_ms");
CREATE TABLE "price_rule" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "cinema_id" integer NOT NULL,
  "kind" varchar(12) NOT NULL,
  "subject" varchar(16) NOT NULL,
  "amount" integer NOT NULL,
  CONSTRAINT "fk_price_rule_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX "ux_price_rule_subject" ON "price_rule" ("cinema_id", "kind", "subject");
CREATE TABLE "provider_event" (
  "id" varchar(80) PRIMARY KEY NOT NULL,
  "provider" varchar(12) NOT NULL,
  "kind" varchar(60) NOT NULL,
  "at_ms" bigint NOT NULL
);
CREATE INDEX "ix_provider_event_time" ON "provider_event" ("at_ms");
CREATE TABLE "refund" (
  "id" varchar(64) PRIMARY KEY NOT NULL,
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "kind" varchar(12) NOT NULL,
  "state" varchar(12) NOT NULL,
  "amount_minor" integer NOT NULL,
  "currency" varchar(3) NOT NULL,
  "reason" varchar(200) NOT NULL,
  "requested_by" varchar(80) NOT NULL,
  "at_ms" bigint NOT NULL,
  "refunded_at_ms" bigint,
  "staff_id" bigint,
  "shift_seq" bigint,
  "approved_by" bigint,
  CONSTRAINT "fk_refund_booking" FOREIGN KEY ("terminal_id", "seq") REFERENCES "booking" ("terminal_id", "seq") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_refund_booking" ON "refund" ("terminal_id", "seq");
CREATE INDEX "ix_refund_shift" ON "refund" ("terminal_id", "shift_seq");
CREATE INDEX "ix_refund_state" ON "refund" ("state", "at_ms");
CREATE INDEX "ix_refund_time" ON "refund" ("at_ms");
CREATE TABLE "refund_item" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "line" integer NOT NULL,
  "refund_id" varchar(64) NOT NULL,
  "amount_minor" integer NOT NULL,
  CONSTRAINT "fk_refund_item_booking_item" FOREIGN KEY ("terminal_id", "seq", "line") REFERENCES "booking_item" ("terminal_id", "seq", "line") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_refund_item_refund" FOREIGN KEY ("refund_id") REFERENCES "refund" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq", "line")
);
CREATE INDEX "ix_refund_item_refund" ON "refund_item" ("refund_id");
CREATE TABLE "refund_line" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "line" integer NOT NULL,
  "refund_id" varchar(64) NOT NULL,
  "amount_minor" integer NOT NULL,
  CONSTRAINT "fk_refund_line_ticket" FOREIGN KEY ("terminal_id", "seq", "line") REFERENCES "ticket" ("terminal_id", "seq", "line") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_refund_line_refund" FOREIGN KEY ("refund_id") REFERENCES "refund" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq", "line")
);
CREATE INDEX "ix_refund_line_refund" ON "refund_line" ("refund_id");
CREATE TABLE "refund_tender" (
  "refund_id" varchar(64) NOT NULL,
  "line" integer NOT NULL,
  "kind" varchar(12) NOT NULL,
  "amount_minor" integer NOT NULL,
  "attempt_id" varchar(64),
  "of_attempt_id" varchar(64),
  "voucher_id" bigint,
  CONSTRAINT "fk_refund_tender_refund" FOREIGN KEY ("refund_id") REFERENCES "refund" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("refund_id", "line")
);
CREATE TABLE "salt" (
  "user_id" integer PRIMARY KEY NOT NULL,
  "salt" varchar(64) NOT NULL,
  CONSTRAINT "fk_salt_user" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE "screening" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "venue_id" integer NOT NULL,
  "movie_id" integer NOT NULL,
  "show_date" date NOT NULL,
  "starts_at_ms" bigint NOT NULL,
  "ends_at_ms" bigint NOT NULL,
  "sales_end_at_ms" bigint NOT NULL,
  "display" varchar(8) NOT NULL,
  "language" varchar(12) NOT NULL,
  "price_minor" integer NOT NULL,
  "state" varchar(12) NOT NULL DEFAULT ('published'),
  "seating" varchar(12) NOT NULL DEFAULT ('numbered'),
  "cancelled_at_ms" bigint,
  CONSTRAINT "fk_screening_movie" FOREIGN KEY ("movie_id") REFERENCES "movie" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_screening_venue" FOREIGN KEY ("venue_id") REFERENCES "venue" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_screening_date" ON "screening" ("show_date", "starts_at_ms");
CREATE INDEX "ix_screening_movie" ON "screening" ("movie_id", "starts_at_ms");
CREATE INDEX "ix_screening_start" ON "screening" ("starts_at_ms");
CREATE INDEX "ix_screening_venue" ON "screening" ("venue_id", "starts_at_ms");
CREATE TABLE "seat_place" (
  "screening_id" integer NOT NULL,
  "seat_id" integer NOT NULL,
  "place_id" integer NOT NULL,
  CONSTRAINT "fk_seat_place_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_seat_place_seats" FOREIGN KEY ("seat_id") REFERENCES "seats" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_seat_place_place" FOREIGN KEY ("place_id") REFERENCES "seats" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("screening_id", "seat_id")
);
CREATE UNIQUE INDEX "ux_seat_place_place" ON "seat_place" ("screening_id", "place_id");
CREATE TABLE "seat_right" (
  "screening_id" integer NOT NULL,
  "seat_id" integer NOT NULL,
  "state" varchar(12) NOT NULL,
  "holder" integer NOT NULL,
  "version" integer NOT NULL,
  "ticket_terminal" integer,
  "ticket_seq" integer,
  "ticket_line" integer,
  "operation_id" varchar(64),
  "expires_at_ms" bigint,
  "blocked_for" varchar(12),
  "recall_answer" varchar(12),
  CONSTRAINT "fk_seat_right_seats" FOREIGN KEY ("seat_id") REFERENCES "seats" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_seat_right_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("screening_id", "seat_id")
);
CREATE INDEX "ix_seat_right_expiry" ON "seat_right" ("state", "expires_at_ms");
CREATE INDEX "ix_seat_right_holder" ON "seat_right" ("holder", "state");
CREATE TABLE "seats" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "venue_id" integer NOT NULL,
  "x" integer NOT NULL,
  "y" integer NOT NULL,
  "row_label" varchar(4) NOT NULL,
  "label" varchar(8) NOT NULL,
  "kind" varchar(12) NOT NULL,
  "vip" boolean NOT NULL,
  "available" boolean NOT NULL,
  "removed_in" integer NOT NULL DEFAULT (0),
  CONSTRAINT "fk_seats_venue" FOREIGN KEY ("venue_id") REFERENCES "venue" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX "ux_seats_plan_label" ON "seats" ("venue_id", "removed_in", "label");
CREATE TABLE "session" (
  "id" varchar(32) PRIMARY KEY NOT NULL,
  "user_id" integer NOT NULL,
  "token_hash" varchar(64) NOT NULL,
  "token_hash_previous" varchar(64),
  "device" varchar(80) NOT NULL,
  "created_at_ms" bigint NOT NULL,
  "refreshed_at_ms" bigint NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "revoked_at_ms" bigint,
  CONSTRAINT "fk_session_user" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_session_expiry" ON "session" ("expires_at_ms");
CREATE INDEX "ix_session_user" ON "session" ("user_id", "created_at_ms");
CREATE TABLE "shift" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "cinema_id" integer NOT NULL,
  "staff_id" bigint NOT NULL,
  "drawer" varchar(20) NOT NULL,
  "business_date" varchar(10) NOT NULL,
  "currency" varchar(3) NOT NULL,
  "float_minor" integer NOT NULL,
  "state" varchar(12) NOT NULL,
  "counted_minor" integer,
  "expected_minor" bigint,
  "over_short_minor" bigint,
  "approved_by" bigint,
  "opened_at_ms" bigint NOT NULL,
  "closed_at_ms" bigint,
  "closed_seq" integer,
  "figures" json,
  CONSTRAINT "fk_shift_terminal" FOREIGN KEY ("terminal_id") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_shift_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq")
);
CREATE INDEX "ix_shift_cinema_date" ON "shift" ("cinema_id", "business_date");
CREATE TABLE "sms_pin" (
  "id" varchar(32) PRIMARY KEY NOT NULL,
  "phone" varchar(24) NOT NULL,
  "purpose" varchar(12) NOT NULL,
  "pin_hash" varchar(64) NOT NULL,
  "tries_left" integer NOT NULL,
  "sent_at_ms" bigint NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "used_at_ms" bigint
);
CREATE INDEX "ix_sms_pin_expiry" ON "sms_pin" ("expires_at_ms");
CREATE INDEX "ix_sms_pin_phone" ON "sms_pin" ("phone", "purpose", "sent_at_ms");
CREATE TABLE "staff" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "cinema_id" integer NOT NULL,
  "name" varchar(60) NOT NULL,
  "role" varchar(12) NOT NULL,
  "pin_hash" varchar(200) NOT NULL,
  "active" boolean NOT NULL,
  CONSTRAINT "fk_staff_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_staff_cinema" ON "staff" ("cinema_id");
CREATE TABLE "stream" (
  "name" varchar(40) PRIMARY KEY NOT NULL,
  "revision" integer NOT NULL,
  "closed" boolean NOT NULL
);
CREATE TABLE "support_bundle" (
  "id" varchar(32) PRIMARY KEY NOT NULL,
  "cinema_id" integer NOT NULL,
  "terminal_id" integer NOT NULL,
  "asked_at_ms" bigint NOT NULL,
  "asked_by" varchar(80) NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "received_at_ms" bigint,
  "bytes" integer,
  "body" text,
  CONSTRAINT "fk_support_bundle_terminal" FOREIGN KEY ("terminal_id") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_support_bundle_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_support_bundle_asked" ON "support_bundle" ("asked_at_ms");
CREATE INDEX "ix_support_bundle_received" ON "support_bundle" ("cinema_id", "received_at_ms");
CREATE INDEX "ix_support_bundle_terminal" ON "support_bundle" ("terminal_id", "expires_at_ms");
CREATE TABLE "terminal" (
  "id" integer PRIMARY KEY NOT NULL,
  "key_id" integer NOT NULL,
  "cinema_id" integer NOT NULL,
  "name" varchar(60) NOT NULL,
  "role" varchar(12) NOT NULL,
  "public_key" varchar(64) NOT NULL,
  "certificate_signature" varchar(128) NOT NULL,
  "acked" integer NOT NULL,
  "chain" varchar(64) NOT NULL,
  "token_hash" varchar(64) NOT NULL,
  "token_hash_previous" varchar(64),
  "hello_at_ms" bigint,
  "state" varchar(12) NOT NULL,
  "app_version" varchar(40),
  "last_seen_ms" bigint,
  "enrolled_at_ms" bigint NOT NULL,
  "released" integer NOT NULL DEFAULT (0),
  "closed_as" varchar(12),
  "closed_at_ms" bigint,
  "closed_by" varchar(80),
  "closed_reason" varchar(200),
  "final_seq" integer,
  "voucher_grants" integer NOT NULL DEFAULT (0),
  CONSTRAINT "fk_terminal_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_terminal_cinema" ON "terminal" ("cinema_id");
CREATE UNIQUE INDEX "ux_terminal_key" ON "terminal" ("key_id");
CREATE TABLE "terminal_status" (
  "terminal_id" integer PRIMARY KEY NOT NULL,
  "at_ms" bigint NOT NULL,
  "changed_at_ms" bigint NOT NULL,
  "unsent" integer NOT NULL,
  "oldest_unsent_at_ms" bigint,
  "refused_offline" bigint NOT NULL,
  "is_leaving" boolean NOT NULL,
  "body" text NOT NULL,
  CONSTRAINT "fk_terminal_status_terminal" FOREIGN KEY ("terminal_id") REFERENCES "terminal" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE "ticket" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "line" integer NOT NULL,
  "screening_id" integer NOT NULL,
  "seat_id" integer NOT NULL,
  "version" integer NOT NULL,
  "ticket_class" varchar(12) NOT NULL,
  "price_minor" integer NOT NULL,
  "tax_minor" integer NOT NULL,
  "valid" boolean NOT NULL,
  "holder" integer NOT NULL DEFAULT (0),
  "ended_as" varchar(12),
  "issue" integer NOT NULL DEFAULT (0),
  "owner_id" integer,
  "used_at_ms" bigint,
  "comp" varchar(80),
  CONSTRAINT "fk_ticket_user" FOREIGN KEY ("owner_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_ticket_booking" FOREIGN KEY ("terminal_id", "seq") REFERENCES "booking" ("terminal_id", "seq") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_ticket_screening" FOREIGN KEY ("screening_id") REFERENCES "screening" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_ticket_seats" FOREIGN KEY ("seat_id") REFERENCES "seats" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq", "line")
);
CREATE INDEX "ix_ticket_owner" ON "ticket" ("owner_id");
CREATE INDEX "ix_ticket_seat" ON "ticket" ("screening_id", "seat_id");
CREATE TABLE "ticket_code" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "line" integer NOT NULL,
  "qr" varchar(144) NOT NULL,
  CONSTRAINT "fk_ticket_code_ticket" FOREIGN KEY ("terminal_id", "seq", "line") REFERENCES "ticket" ("terminal_id", "seq", "line") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("terminal_id", "seq", "line")
);
CREATE TABLE "ticket_pass" (
  "id" varchar(64) PRIMARY KEY NOT NULL,
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "line" integer NOT NULL,
  "issue" integer NOT NULL,
  "open_ticket" varchar(24),
  "from_user_id" integer NOT NULL,
  "to_user_id" integer,
  "state" varchar(12) NOT NULL,
  "made_at_ms" bigint NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "ended_at_ms" bigint,
  CONSTRAINT "fk_ticket_pass_ticket" FOREIGN KEY ("terminal_id", "seq", "line") REFERENCES "ticket" ("terminal_id", "seq", "line") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_ticket_pass_from" FOREIGN KEY ("from_user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_ticket_pass_to" FOREIGN KEY ("to_user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_ticket_pass_from" ON "ticket_pass" ("from_user_id", "made_at_ms");
CREATE INDEX "ix_ticket_pass_ticket" ON "ticket_pass" ("terminal_id", "seq", "line");
CREATE INDEX "ix_ticket_pass_to" ON "ticket_pass" ("to_user_id", "made_at_ms");
CREATE UNIQUE INDEX "ux_ticket_pass_open" ON "ticket_pass" ("open_ticket");
CREATE TABLE "till_limits" (
  "cinema_id" integer PRIMARY KEY NOT NULL,
  "refund_minor_max" integer NOT NULL,
  "comp_tickets_max" integer NOT NULL,
  "paid_out_minor_max" integer NOT NULL,
  "over_short_minor_max" integer NOT NULL,
  CONSTRAINT "fk_till_limits_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE "timed_price" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "cinema_id" integer NOT NULL,
  "rule" json NOT NULL,
  CONSTRAINT "fk_timed_price_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_timed_price_cinema" ON "timed_price" ("cinema_id");
CREATE TABLE "user" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "name" varchar(80) NOT NULL,
  "encrypted_password" varchar(255),
  "email" varchar(160),
  "phone" varchar(24),
  "role" varchar(12) NOT NULL,
  "registration_date_ms" bigint NOT NULL,
  "deleted_at_ms" bigint
);
CREATE INDEX "ix_user_role" ON "user" ("role", "id");
CREATE UNIQUE INDEX "ux_user_phone" ON "user" ("phone");
CREATE TABLE "user_action" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "user_id" integer,
  "operation" varchar(80) NOT NULL,
  "at_ms" bigint NOT NULL,
  "detail" text,
  "cinema_id" integer,
  "actor_id" integer,
  "object" varchar(64)
);
CREATE INDEX "ix_user_action_actor" ON "user_action" ("actor_id", "at_ms");
CREATE INDEX "ix_user_action_cinema" ON "user_action" ("cinema_id", "at_ms");
CREATE INDEX "ix_user_action_object" ON "user_action" ("object", "at_ms");
CREATE INDEX "ix_user_action_operation" ON "user_action" ("operation", "at_ms");
CREATE INDEX "ix_user_action_time" ON "user_action" ("at_ms");
CREATE INDEX "ix_user_action_user" ON "user_action" ("user_id", "at_ms");
CREATE TABLE "user_cinema" (
  "user_id" integer NOT NULL,
  "cinema_id" integer NOT NULL,
  "given_at_ms" bigint NOT NULL,
  CONSTRAINT "fk_user_cinema_user" FOREIGN KEY ("user_id") REFERENCES "user" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT "fk_user_cinema_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION,
  PRIMARY KEY ("user_id", "cinema_id")
);
CREATE INDEX "ix_user_cinema_cinema" ON "user_cinema" ("cinema_id");
CREATE TABLE "venue" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "cinema_id" integer NOT NULL,
  "name" varchar(80) NOT NULL,
  "information" text NOT NULL,
  "category" varchar(20) NOT NULL,
  "plan" integer NOT NULL DEFAULT (0),
  CONSTRAINT "fk_venue_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_venue_cinema" ON "venue" ("cinema_id");
CREATE TABLE "voided_charge" (
  "terminal_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "attempt_id" varchar(64) NOT NULL,
  "amount_minor" integer NOT NULL,
  "currency" varchar(3) NOT NULL,
  "reason" varchar(20) NOT NULL,
  "at_ms" bigint NOT NULL,
  PRIMARY KEY ("terminal_id", "seq")
);
CREATE INDEX "ix_voided_charge_attempt" ON "voided_charge" ("attempt_id");
CREATE TABLE "voucher" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "code_hash" varchar(64) NOT NULL,
  "code_end" varchar(4) NOT NULL,
  "cinema_id" integer,
  "currency" varchar(3) NOT NULL,
  "initial_minor" integer NOT NULL,
  "balance_minor" integer NOT NULL,
  "expires_at_ms" bigint NOT NULL,
  "state" varchar(12) NOT NULL,
  "holder" integer NOT NULL DEFAULT (0),
  "version" integer NOT NULL DEFAULT (0),
  "taken_from" integer NOT NULL DEFAULT (0),
  "issued_at_ms" bigint NOT NULL,
  CONSTRAINT "fk_voucher_cinema" FOREIGN KEY ("cinema_id") REFERENCES "cinema" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_voucher_holder" ON "voucher" ("holder");
CREATE UNIQUE INDEX "ux_voucher_code" ON "voucher" ("code_hash");
CREATE TABLE "voucher_movement" (
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "voucher_id" integer NOT NULL,
  "kind" varchar(12) NOT NULL,
  "amount_minor" integer NOT NULL,
  "version" integer NOT NULL,
  "terminal_id" integer,
  "seq" integer,
  "by" varchar(80),
  "at_ms" bigint NOT NULL,
  CONSTRAINT "fk_voucher_movement_voucher" FOREIGN KEY ("voucher_id") REFERENCES "voucher" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE INDEX "ix_voucher_movement_voucher" ON "voucher_movement" ("voucher_id");
