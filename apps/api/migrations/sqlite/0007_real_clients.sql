ALTER TABLE `applications` ADD `id_token_claims` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `applications` ADD `resource_server` text;--> statement-breakpoint
ALTER TABLE `authorization_artifacts` ADD `successor_key` text;--> statement-breakpoint
ALTER TABLE `authorization_artifacts` ADD `sealed_successor` text;--> statement-breakpoint
ALTER TABLE `authorization_artifacts` ADD `poll_seconds` integer;--> statement-breakpoint
ALTER TABLE `authorization_artifacts` ADD `poll_after` integer;