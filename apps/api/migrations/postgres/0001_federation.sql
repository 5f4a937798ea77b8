CREATE TABLE "binding_tickets" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"device_hash" text NOT NULL,
	"sealed_identity" text NOT NULL,
	"next" text,
	"remember" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "federation_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"intent" text NOT NULL,
	"user_id" text,
	"session_id" text,
	"device_hash" text NOT NULL,
	"sealed_secrets" text NOT NULL,
	"next" text,
	"remember" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "handoffs" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"device_hash" text NOT NULL,
	"sealed_answer" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"provider" text NOT NULL,
	"display_name" text,
	"avatar_url" text,
	"email" text,
	"email_verified" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"identity_id" text NOT NULL,
	"provider" text NOT NULL,
	"scope" text NOT NULL,
	"subject" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "federation_attempts" ADD CONSTRAINT "federation_attempts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_keys" ADD CONSTRAINT "identity_keys_identity_id_identities_id_fk" FOREIGN KEY ("identity_id") REFERENCES "public"."identities"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "binding_tickets_expires_at" ON "binding_tickets" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "federation_attempts_expires_at" ON "federation_attempts" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "federation_attempts_user_id" ON "federation_attempts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "handoffs_expires_at" ON "handoffs" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "identities_user_id" ON "identities" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "identity_keys_subject" ON "identity_keys" USING btree ("provider","scope","subject");--> statement-breakpoint
CREATE INDEX "identity_keys_identity_id" ON "identity_keys" USING btree ("identity_id");