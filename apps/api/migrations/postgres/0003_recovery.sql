CREATE TABLE "code_failures" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "identity_id" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "email_proven_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "code_failures_ends_at" ON "code_failures" USING btree ("ends_at");--> statement-breakpoint
-- Whoever accepted the terms has registered, and that took a mailed code; other addresses came from a provider or an operator.
UPDATE "users" SET "email_proven_at" = "email_verified_at" WHERE "terms_accepted_at" IS NOT NULL;
