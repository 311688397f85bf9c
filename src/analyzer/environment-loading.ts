/** What brings a .env file into the environment of a program, as its manifest tells. */
import { foldersAround } from './environment-file';
import type { Project } from './model';

/** In scripts and dependencies of a package.json: what loads the file by itself, or fills the environment in another way. */
export const LOADS_ITSELF =
  /--env-file|dotenv[/-](?:config|cli|flow)|-r\s+dotenv|dotenvx|env-cmd|\bbun(?:x|\s|\b)|"(?:next|nuxt|astro|vite-node|@nestjs\/(?:core|config)|@adonisjs\/core|@strapi\/strapi|@sveltejs\/kit|@remix-run\/[\w-]+|@prisma\/client|@react-router\/dev|firebase-functions|serverless|nx|gatsby|react-scripts|dotenv-\w+)"\s*:/;

/** Files beside a package.json that say the same. */
export const OTHER_LOADERS = [
  'bun.lock',
  'bunfig.toml',
  'deno.json',
  'nx.json',
  'compose.yml',
  'compose.yaml',
  'docker-compose.yml',
  'docker-compose.yaml',
  'ecosystem.config.js',
  'ecosystem.config.cjs',
];

const PYTHON = [/dotenv|decouple|environ|dynaconf|pydantic|flask/i];

/** Manifests, with what loads the file, or helps a program to do so: packages, frameworks and options. */
const MANIFESTS: Readonly<Record<string, readonly RegExp[]>> = {
  'package.json': [
    LOADS_ITSELF,
    /"(?:dotenv|env-schema|@fastify\/env|node-env-file|vite|vinxi|payload|@keystone-6\/core|@medusajs\/[\w-]+|@redwoodjs\/[\w-]+|wrangler|netlify-cli|vercel|@t3-oss\/[\w-]+)"\s*:/,
  ],
  'requirements.txt': PYTHON,
  'pyproject.toml': PYTHON,
  Pipfile: PYTHON,
  'composer.json': [/dotenv|laravel\/|symfony\/|roots\/|codeigniter4\//],
  Gemfile: [/dotenv|figaro/],
};

/** What loads the file in the text of a program. */
const IN_PROGRAMS =
  /\bloadEnvFile\b|['"]dotenv['"/]|\bimport\.meta\.env\b|\bDeno\.env\b|\bBun\.env\b|\bload_dotenv\b|\bdecouple\b|\bDotenv\b/;

/** Whether something loads a .env file for a program; undefined where nothing tells how it is started. */
export function isEnvironmentLoaded(uri: string, program: string, project: Project): boolean | undefined {
  if (IN_PROGRAMS.test(program)) return true;
  let isTold = false;
  for (const folder of foldersAround(uri)) {
    for (const [name, loads] of Object.entries(MANIFESTS)) {
      const text = project.read(folder + name)?.text;
      if (text === undefined) continue;
      if (loads.some((one) => one.test(text))) return true;
      isTold = true;
    }
    if (OTHER_LOADERS.some((name) => project.read(folder + name))) return true;
  }
  return isTold ? false : undefined;
}
