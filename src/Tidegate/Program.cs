using Tidegate;

return await TidegateCommand.RunAsync(args);
