CREATE TABLE "write_probes" (
	"id" text PRIMARY KEY NOT NULL,
	"written_at" timestamp (3) with time zone NOT NULL
);
