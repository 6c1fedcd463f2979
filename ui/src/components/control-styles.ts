/** The ground and border of everything one types into or chooses from. */
export const controlStyles =
  "w-full min-w-0 rounded-md border border-control bg-raised text-sm text-text transition-colors hover:border-muted focus-visible:outline-offset-0 aria-invalid:border-danger [&[readonly]]:bg-sunken disabled:opacity-50";
