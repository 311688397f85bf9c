/** Joins a relative path to a folder's URI. */
export function resolveUri(folder: string, path: string): string {
  const parts = folder.replace(/\/$/, '').split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
