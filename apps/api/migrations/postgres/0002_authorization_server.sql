CREATE TABLE "application_logos" (
	"application_id" text PRIMARY KEY NOT NULL,
	"media_type" text NOT NULL,
	"image" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "application_secrets" (
	"id" text PRIMARY KEY NOT NULL,
	"application_id" text NOT NULL,
	"place" integer NOT NULL,
	"secret_hash" text NOT NULL,
	"hint" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text,
	"name" text NOT NULL,
	"client_type" text NOT NULL,
	"application_type" text NOT NULL,
	"token_endpoint_auth_method" text NOT NULL,
	"grant_types" jsonb NOT NULL,
	"redirect_uris" jsonb NOT NULL,
	"post_logout_redirect_uris" jsonb NOT NULL,
	"allowed_origins" jsonb NOT NULL,
	"scopes" jsonb NOT NULL,
	"require_pkce" boolean NOT NULL,
	"skip_consent" boolean NOT NULL,
	"backchannel_logout_uri" text,
	"homepage_url" text,
	"jwks" jsonb,
	"id_token_signed_response_alg" text NOT NULL,
	"logo_version" text,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "authorization_artifacts" (
	"key" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"payload" text NOT NULL,
	"grant_id" text,
	"uid" text,
	"user_code" text,
	"user_id" text,
	"application_id" text,
	"expires_at" timestamp (3) with time zone,
	"consumed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "authorization_sessions" (
	"uid" text PRIMARY KEY NOT NULL,
	"session_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"application_id" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"resources" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "group_permissions" (
	"id" text PRIMARY KEY NOT NULL,
	"group_id" text NOT NULL,
	"permission_code" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "groups" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "permissions" (
	"code" text PRIMARY KEY NOT NULL,
	"description" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_groups" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"group_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "actor_id" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "client_id" text;--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "method" text;--> statement-breakpoint
ALTER TABLE "identities" ADD COLUMN "roles" jsonb;--> statement-breakpoint
ALTER TABLE "signing_keys" ADD COLUMN "algorithm" text DEFAULT 'ES256' NOT NULL;--> statement-breakpoint
ALTER TABLE "signing_keys" ADD COLUMN "active_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "display_name_key" text;--> statement-breakpoint
ALTER TABLE "application_logos" ADD CONSTRAINT "application_logos_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "application_secrets" ADD CONSTRAINT "application_secrets_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorization_artifacts" ADD CONSTRAINT "authorization_artifacts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorization_artifacts" ADD CONSTRAINT "authorization_artifacts_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorization_sessions" ADD CONSTRAINT "authorization_sessions_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_permissions" ADD CONSTRAINT "group_permissions_group_id_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_permissions" ADD CONSTRAINT "group_permissions_permission_code_permissions_code_fk" FOREIGN KEY ("permission_code") REFERENCES "public"."permissions"("code") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_groups" ADD CONSTRAINT "user_groups_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_groups" ADD CONSTRAINT "user_groups_group_id_groups_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."groups"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "application_secrets_place" ON "application_secrets" USING btree ("application_id","place");--> statement-breakpoint
CREATE INDEX "applications_owner_id" ON "applications" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "applications_created_at" ON "applications" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "authorization_artifacts_grant_id" ON "authorization_artifacts" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "authorization_artifacts_uid" ON "authorization_artifacts" USING btree ("uid");--> statement-breakpoint
CREATE UNIQUE INDEX "authorization_artifacts_user_code" ON "authorization_artifacts" USING btree ("user_code");--> statement-breakpoint
CREATE INDEX "authorization_artifacts_user_application" ON "authorization_artifacts" USING btree ("user_id","application_id");--> statement-breakpoint
CREATE INDEX "authorization_artifacts_application_id" ON "authorization_artifacts" USING btree ("application_id");--> statement-breakpoint
CREATE INDEX "authorization_artifacts_expires_at" ON "authorization_artifacts" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "authorization_sessions_session_id" ON "authorization_sessions" USING btree ("session_id");--> statement-breakpoint
CREATE UNIQUE INDEX "consents_user_application" ON "consents" USING btree ("user_id","application_id");--> statement-breakpoint
CREATE INDEX "consents_application_id" ON "consents" USING btree ("application_id");--> statement-breakpoint
CREATE UNIQUE INDEX "group_permissions_both" ON "group_permissions" USING btree ("group_id","permission_code");--> statement-breakpoint
CREATE INDEX "group_permissions_code" ON "group_permissions" USING btree ("permission_code");--> statement-breakpoint
CREATE UNIQUE INDEX "groups_name" ON "groups" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "user_groups_both" ON "user_groups" USING btree ("user_id","group_id");--> statement-breakpoint
CREATE INDEX "user_groups_group_id" ON "user_groups" USING btree ("group_id","user_id");--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_events_action_at" ON "audit_events" USING btree ("action","at","method","result");--> statement-breakpoint
CREATE INDEX "audit_events_client_id_at" ON "audit_events" USING btree ("client_id","at");--> statement-breakpoint
CREATE INDEX "audit_events_actor_id_at" ON "audit_events" USING btree ("actor_id","at");--> statement-breakpoint
CREATE INDEX "audit_events_ip_at" ON "audit_events" USING btree ("ip","at");--> statement-breakpoint
CREATE INDEX "users_display_name_key" ON "users" USING btree ("display_name_key","id");--> statement-breakpoint
UPDATE users SET display_name_key = lower(display_name);--> statement-breakpoint
UPDATE audit_events SET method = details->>'method' WHERE details->>'method' IS NOT NULL;--> statement-breakpoint
CREATE INDEX "jobs_state_id" ON "jobs" USING btree ("state","id");--> statement-breakpoint
-- Prefixes are searched for, in the order of their bytes, whatever the collation of the database is.
CREATE INDEX "users_username_key_prefix" ON "users" USING btree ("username_key" COLLATE "C");--> statement-breakpoint
CREATE INDEX "users_email_key_prefix" ON "users" USING btree ("email_key" COLLATE "C");--> statement-breakpoint
CREATE INDEX "users_display_name_key_prefix" ON "users" USING btree ("display_name_key" COLLATE "C","id" COLLATE "C");--> statement-breakpoint
CREATE INDEX "users_disabled" ON "users" USING btree ("id") WHERE "users"."disabled_at" is not null;--> statement-breakpoint
CREATE INDEX "users_superusers" ON "users" USING btree ("id") WHERE "users"."is_superuser";
