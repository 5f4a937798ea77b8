CREATE TABLE `binding_tickets` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`device_hash` text NOT NULL,
	`sealed_identity` text NOT NULL,
	`next` text,
	`remember` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE INDEX `binding_tickets_expires_at` ON `binding_tickets` (`expires_at`);--> statement-breakpoint
CREATE TABLE `federation_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`intent` text NOT NULL,
	`user_id` text,
	`session_id` text,
	`device_hash` text NOT NULL,
	`sealed_secrets` text NOT NULL,
	`next` text,
	`remember` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `federation_attempts_expires_at` ON `federation_attempts` (`expires_at`);--> statement-breakpoint
CREATE INDEX `federation_attempts_user_id` ON `federation_attempts` (`user_id`);--> statement-breakpoint
CREATE TABLE `handoffs` (
	`id` text PRIMARY KEY NOT NULL,
	`provider` text NOT NULL,
	`device_hash` text NOT NULL,
	`sealed_answer` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE INDEX `handoffs_expires_at` ON `handoffs` (`expires_at`);--> statement-breakpoint
CREATE TABLE `identities` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`provider` text NOT NULL,
	`display_name` text,
	`avatar_url` text,
	`email` text,
	`email_verified` integer NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `identities_user_id` ON `identities` (`user_id`);--> statement-breakpoint
CREATE TABLE `identity_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`identity_id` text NOT NULL,
	`provider` text NOT NULL,
	`scope` text NOT NULL,
	`subject` text NOT NULL,
	FOREIGN KEY (`identity_id`) REFERENCES `identities`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identity_keys_subject` ON `identity_keys` (`provider`,`scope`,`subject`);--> statement-breakpoint
CREATE INDEX `identity_keys_identity_id` ON `identity_keys` (`identity_id`);