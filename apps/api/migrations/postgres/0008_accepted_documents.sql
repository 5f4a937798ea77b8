ALTER TABLE "users" ADD COLUMN "privacy_version" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "privacy_accepted_at" timestamp (3) with time zone;--> statement-breakpoint
-- The terms that were accepted so far said what is now in two documents.
UPDATE "users" SET "privacy_version" = "terms_version", "privacy_accepted_at" = "terms_accepted_at" WHERE "terms_version" IS NOT NULL;
