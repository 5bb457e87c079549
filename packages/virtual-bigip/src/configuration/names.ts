/** Full paths, and the form they take in a URL. */

export type FolderPath = { readonly partition: string; readonly subPath: string | undefined; readonly name: string };

/** `/T/app/p` in its parts; undefined unless it starts with a partition and ends with a name. */
export function splitFullPath(fullPath: string): FolderPath | undefined {
  const [root, partition, ...rest] = fullPath.split('/');
  const name = rest.pop();
  if (root !== '' || !partition || !name || rest.includes('')) return undefined;
  return { partition, subPath: rest.length === 0 ? undefined : rest.join('/'), name };
}

export function joinFullPath({ partition, subPath, name }: FolderPath): string {
  return `${folderOf({ partition, subPath })}/${name}`;
}

export function folderOf({ partition, subPath }: Omit<FolderPath, 'name'>): string {
  return subPath === undefined ? `/${partition}` : `/${partition}/${subPath}`;
}

/** A name in a body: without a leading slash it is meant in Common. */
export function absolute(path: string): string {
  return path.startsWith('/') ? path : `/Common/${path}`;
}

/** The URL form of a full path, or of a name that has none. */
export function toUrl(fullPath: string): string {
  return fullPath.replaceAll('/', '~').replaceAll('%', '%25');
}

export function partitionOf(fullPath: string): string | undefined {
  return fullPath.startsWith('/') ? fullPath.split('/')[1] : undefined;
}

/** `virtual-servers` in a URL is `virtualServers` in a body. */
export function camelCase(segment: string): string {
  return segment.replaceAll(/-[a-z]/g, (dashed) => dashed.slice(1).toUpperCase());
}
