/** How sources spell the keys of a table. */
import type { MapPlaces } from '../../data/dialects-shape';

/** Case and separators are no difference in maps. */
export const normalised = (key: string) => key.toLowerCase().replace(/[._-]/g, '');

/** `spring.mail.ssl.enabled` as an environment variable (Spring's relaxed binding, which others copied). */
export const asVariable = (key: string) => key.replaceAll('-', '').replaceAll('.', '_').toUpperCase();

/** A key of the table without what its map's path already says. */
export const within = (place: MapPlaces | undefined, key: string) =>
  place?.strip && key.startsWith(place.strip) ? key.slice(place.strip.length) : key;
