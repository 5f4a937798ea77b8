CREATE TABLE `application_logos` (
	`application_id` text PRIMARY KEY NOT NULL,
	`media_type` text NOT NULL,
	`image` text NOT NULL,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `application_secrets` (
	`id` text PRIMARY KEY NOT NULL,
	`application_id` text NOT NULL,
	`place` integer NOT NULL,
	`secret_hash` text NOT NULL,
	`hint` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `application_secrets_place` ON `application_secrets` (`application_id`,`place`);--> statement-breakpoint
CREATE TABLE `applications` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text,
	`name` text NOT NULL,
	`client_type` text NOT NULL,
	`application_type` text NOT NULL,
	`token_endpoint_auth_method` text NOT NULL,
	`grant_types` text NOT NULL,
	`redirect_uris` text NOT NULL,
	`post_logout_redirect_uris` text NOT NULL,
	`allowed_origins` text NOT NULL,
	`scopes` text NOT NULL,
	`require_pkce` integer NOT NULL,
	`skip_consent` integer NOT NULL,
	`backchannel_logout_uri` text,
	`homepage_url` text,
	`jwks` text,
	`id_token_signed_response_alg` text NOT NULL,
	`logo_version` text,
	`disabled_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `applications_owner_id` ON `applications` (`owner_id`);--> statement-breakpoint
CREATE INDEX `applications_created_at` ON `applications` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `authorization_artifacts` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`grant_id` text,
	`uid` text,
	`user_code` text,
	`user_id` text,
	`application_id` text,
	`expires_at` integer,
	`consumed_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `authorization_artifacts_grant_id` ON `authorization_artifacts` (`grant_id`);--> statement-breakpoint
CREATE INDEX `authorization_artifacts_uid` ON `authorization_artifacts` (`uid`);--> statement-breakpoint
CREATE UNIQUE INDEX `authorization_artifacts_user_code` ON `authorization_artifacts` (`user_code`);--> statement-breakpoint
CREATE INDEX `authorization_artifacts_user_application` ON `authorization_artifacts` (`user_id`,`application_id`);--> statement-breakpoint
CREATE INDEX `authorization_artifacts_application_id` ON `authorization_artifacts` (`application_id`);--> statement-breakpoint
CREATE INDEX `authorization_artifacts_expires_at` ON `authorization_artifacts` (`expires_at`);--> statement-breakpoint
CREATE TABLE `authorization_sessions` (
	`uid` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	FOREIGN KEY (`session_id`) REFERENCES `sessions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `authorization_sessions_session_id` ON `authorization_sessions` (`session_id`);--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`application_id` text NOT NULL,
	`scopes` text NOT NULL,
	`resources` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`application_id`) REFERENCES `applications`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `consents_user_application` ON `consents` (`user_id`,`application_id`);--> statement-breakpoint
CREATE INDEX `consents_application_id` ON `consents` (`application_id`);--> statement-breakpoint
CREATE TABLE `group_permissions` (
	`id` text PRIMARY KEY NOT NULL,
	`group_id` text NOT NULL,
	`permission_code` text NOT NULL,
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`permission_code`) REFERENCES `permissions`(`code`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `group_permissions_both` ON `group_permissions` (`group_id`,`permission_code`);--> statement-breakpoint
CREATE INDEX `group_permissions_code` ON `group_permissions` (`permission_code`);--> statement-breakpoint
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `groups_name` ON `groups` (`name`);--> statement-breakpoint
CREATE TABLE `permissions` (
	`code` text PRIMARY KEY NOT NULL,
	`description` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `user_groups` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`group_id` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_groups_both` ON `user_groups` (`user_id`,`group_id`);--> statement-breakpoint
CREATE INDEX `user_groups_group_id` ON `user_groups` (`group_id`,`user_id`);--> statement-breakpoint
ALTER TABLE `audit_events` ADD `actor_id` text REFERENCES users(id) ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE `audit_events` ADD `client_id` text;--> statement-breakpoint
ALTER TABLE `audit_events` ADD `method` text;--> statement-breakpoint
CREATE INDEX `audit_events_action_at` ON `audit_events` (`action`,`at`,`method`,`result`);--> statement-breakpoint
CREATE INDEX `audit_events_client_id_at` ON `audit_events` (`client_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_events_actor_id_at` ON `audit_events` (`actor_id`,`at`);--> statement-breakpoint
CREATE INDEX `audit_events_ip_at` ON `audit_events` (`ip`,`at`);--> statement-breakpoint
ALTER TABLE `identities` ADD `roles` text;--> statement-breakpoint
ALTER TABLE `signing_keys` ADD `algorithm` text DEFAULT 'ES256' NOT NULL;--> statement-breakpoint
ALTER TABLE `signing_keys` ADD `active_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `display_name_key` text;--> statement-breakpoint
CREATE INDEX `users_display_name_key` ON `users` (`display_name_key`,`id`);--> statement-breakpoint
UPDATE users SET display_name_key = lower(display_name);--> statement-breakpoint
UPDATE audit_events SET method = json_extract(details, '$.method') WHERE json_extract(details, '$.method') IS NOT NULL;--> statement-breakpoint
CREATE INDEX `jobs_state_id` ON `jobs` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `users_disabled` ON `users` (`id`) WHERE "users"."disabled_at" is not null;--> statement-breakpoint
CREATE INDEX `users_superusers` ON `users` (`id`) WHERE "users"."is_superuser";
