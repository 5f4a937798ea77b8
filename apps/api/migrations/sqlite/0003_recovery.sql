CREATE TABLE `code_failures` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `code_failures_ends_at` ON `code_failures` (`ends_at`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `identity_id` text;--> statement-breakpoint
ALTER TABLE `users` ADD `email_proven_at` integer;--> statement-breakpoint
-- Whoever accepted the terms has registered, and that took a mailed code; other addresses came from a provider or an operator.
UPDATE `users` SET `email_proven_at` = `email_verified_at` WHERE `terms_accepted_at` IS NOT NULL;
