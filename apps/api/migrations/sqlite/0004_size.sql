CREATE TABLE `audit_counted` (
	`id` integer PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_counts` (
	`day` integer NOT NULL,
	`action` text NOT NULL,
	`method` text NOT NULL,
	`result` text NOT NULL,
	`count` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `audit_counts_of_day` ON `audit_counts` (`day`,`action`,`method`,`result`);--> statement-breakpoint
CREATE TABLE `user_search` (
	`place` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` text NOT NULL,
	`grams` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_search_user_id` ON `user_search` (`user_id`);--> statement-breakpoint
DROP INDEX `audit_events_action_at`;--> statement-breakpoint
DROP INDEX `audit_events_client_id_at`;--> statement-breakpoint
DROP INDEX `audit_events_actor_id_at`;--> statement-breakpoint
CREATE INDEX `audit_events_action_result_at` ON `audit_events` (`action`,`result`,`at`);--> statement-breakpoint
CREATE INDEX `audit_events_result_at` ON `audit_events` (`result`,`at`);--> statement-breakpoint
CREATE INDEX `audit_events_client_at` ON `audit_events` (`client_id`,`at`) WHERE "audit_events"."client_id" is not null;--> statement-breakpoint
CREATE INDEX `audit_events_actor_at` ON `audit_events` (`actor_id`,`at`) WHERE "audit_events"."actor_id" is not null;--> statement-breakpoint
ALTER TABLE `sessions` ADD `idle_ends_at` integer;--> statement-breakpoint
CREATE INDEX `sessions_going` ON `sessions` (`idle_ends_at`) WHERE "sessions"."ended_at" is null;--> statement-breakpoint
CREATE INDEX `sessions_ended_at` ON `sessions` (`ended_at`) WHERE "sessions"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX `jobs_dead_expires_at` ON `jobs` (`expires_at`) WHERE "jobs"."state" = 'dead' and "jobs"."payload" <> '';--> statement-breakpoint
CREATE INDEX `refresh_tokens_used_at` ON `refresh_tokens` (`used_at`) WHERE "refresh_tokens"."used_at" is not null;--> statement-breakpoint
-- As long as the token lives that somebody can go on with.
UPDATE sessions SET idle_ends_at = (SELECT max(expires_at) FROM refresh_tokens WHERE session_id = sessions.id AND used_at IS NULL) WHERE ended_at IS NULL;--> statement-breakpoint
-- Five minutes are left to be counted by the program: a node of the earlier release may still be writing.
INSERT INTO audit_counted (id, until) SELECT 1, coalesce(max(at) - 300000, 0) FROM audit_events;--> statement-breakpoint
INSERT INTO audit_counts (day, action, method, result, count)
SELECT at / 86400000, action, coalesce(method, ''), result, count(*) FROM audit_events WHERE at < (SELECT until FROM audit_counted) GROUP BY 1, 2, 3, 4;--> statement-breakpoint
-- Which grams are in which row of user_search. The program writes user_search; these keep the index in step.
CREATE VIRTUAL TABLE user_search_index USING fts5(grams, content='user_search', content_rowid='place', tokenize="ascii tokenchars '_'", detail=none, columnsize=0);--> statement-breakpoint
CREATE TRIGGER user_search_inserted AFTER INSERT ON user_search BEGIN
	INSERT INTO user_search_index (rowid, grams) VALUES (new.place, new.grams);
END;--> statement-breakpoint
CREATE TRIGGER user_search_deleted AFTER DELETE ON user_search BEGIN
	INSERT INTO user_search_index (user_search_index, rowid, grams) VALUES ('delete', old.place, old.grams);
END;--> statement-breakpoint
CREATE TRIGGER user_search_updated AFTER UPDATE ON user_search BEGIN
	INSERT INTO user_search_index (user_search_index, rowid, grams) VALUES ('delete', old.place, old.grams);
	INSERT INTO user_search_index (rowid, grams) VALUES (new.place, new.grams);
END;
