CREATE TABLE `write_probes` (
	`id` text PRIMARY KEY NOT NULL,
	`written_at` integer NOT NULL
);
