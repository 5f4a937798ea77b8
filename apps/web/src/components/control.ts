/** How every text control looks; its outline turns vermilion when what is in it cannot be accepted. */
export const control = 'h-11 w-full rounded-control border border-line bg-surface pl-3 text-base transition-colors duration-150 '
  + 'hover:border-muted focus:border-lapis focus-visible:outline-offset-0 aria-invalid:border-vermilion aria-invalid:outline-vermilion disabled:opacity-60'
