CREATE TABLE "idempotent_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"claim" text NOT NULL,
	"claimed_until" timestamp (3) with time zone NOT NULL,
	"sealed_answer" text,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "idempotent_requests_expires_at" ON "idempotent_requests" USING btree ("expires_at");