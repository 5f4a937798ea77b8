CREATE TABLE `idempotent_requests` (
	`id` text PRIMARY KEY NOT NULL,
	`claim` text NOT NULL,
	`claimed_until` integer NOT NULL,
	`sealed_answer` text,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `idempotent_requests_expires_at` ON `idempotent_requests` (`expires_at`);