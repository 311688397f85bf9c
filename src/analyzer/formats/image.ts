/** Repository of a container image's reference, without registry, tag and digest: `ghcr.io/a/b:1` is `a/b`. */
export function repositoryOf(reference: string): string {
  const name = reference.replace(/@.*$/s, '').replace(/:[^/:]*$/, '');
  const slash = name.indexOf('/');
  const host = name.slice(0, Math.max(slash, 0));
  return /[.:]|^localhost$/.test(host) ? name.slice(slash + 1) : name;
}
