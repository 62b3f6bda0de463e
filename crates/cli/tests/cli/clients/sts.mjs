// The AWS SDK for JavaScript: assumes the role that is given, with a token of the job for STS.
import { createRequire } from "node:module";
const require = createRequire(process.env.PEERS + "/");
const core = require("@actions/core");
const { AssumeRoleWithWebIdentityCommand, STSClient } = require("@aws-sdk/client-sts");
try {
    const WebIdentityToken = await core.getIDToken("sts.amazonaws.com");
    const command = new AssumeRoleWithWebIdentityCommand({ RoleArn: process.argv[2], RoleSessionName: "test", WebIdentityToken });
    const answer = await new STSClient({ region: "us-east-1" }).send(command);
    console.log("ROLE " + answer.AssumedRoleUser.Arn);
} catch (error) {
    console.log("ERROR " + error.name + ": " + error.message);
    process.exit(1);
}
