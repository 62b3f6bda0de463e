// @actions/core, as actions use it: prints the token for the audience that is given, or why there is none.
import { createRequire } from "node:module";
const core = createRequire(process.env.PEERS + "/")("@actions/core");
try {
    const token = await core.getIDToken(process.argv[2] || undefined);
    console.log("TOKEN " + token);
} catch (error) {
    console.log("ERROR " + error.message);
    process.exit(1);
}
