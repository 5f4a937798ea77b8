/** Bundles programs for Node into `outdir`; every path is relative to `folder`, a package's, by default where we are. */
export function bundle(entryPoints: Record<string, string>, outdir: string, folder?: string): Promise<void>
