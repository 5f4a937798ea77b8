ALTER TABLE "users" ADD COLUMN "avatar_identity_id" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "avatar_chosen" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- So far a picture was taken once: from the identity that shows it still, or else from the one that the account was made through.
UPDATE "users" SET "avatar_identity_id" = (
  SELECT "identities"."id" FROM "identities"
  WHERE "identities"."user_id" = "users"."id" AND ("identities"."avatar_url" = "users"."avatar_url" OR "identities"."created_at" = "users"."created_at")
  ORDER BY CASE WHEN "identities"."avatar_url" = "users"."avatar_url" THEN 0 ELSE 1 END, "identities"."created_at", "identities"."id" LIMIT 1
) WHERE "users"."avatar_url" IS NOT NULL;
