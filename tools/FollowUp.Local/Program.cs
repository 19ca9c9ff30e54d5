using FollowUps.Local;

return await CommandLine.RunAsync(args);
