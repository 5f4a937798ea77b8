ALTER TABLE "applications" ADD COLUMN "id_token_claims" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "applications" ADD COLUMN "resource_server" text;--> statement-breakpoint
ALTER TABLE "authorization_artifacts" ADD COLUMN "successor_key" text;--> statement-breakpoint
ALTER TABLE "authorization_artifacts" ADD COLUMN "sealed_successor" text;--> statement-breakpoint
ALTER TABLE "authorization_artifacts" ADD COLUMN "poll_seconds" integer;--> statement-breakpoint
ALTER TABLE "authorization_artifacts" ADD COLUMN "poll_after" timestamp (3) with time zone;